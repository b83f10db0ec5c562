import { Leaving, Session } from '../shell/session.js'
import { isRoot } from '../environment.js'
import type { Program, Task } from '../task.js'

/** The longest argument that Linux passes to a program, in bytes (`MAX_ARG_STRLEN`). */
const longestScript = 128 * 1024

/** `sh -c script`, or what it reads from its input, line by line. */
export const shell: Program = (task) => {
  const [, option, script, ...args] = task.argv
  if (option === '-c') {
    if ((script ?? '').length >= longestScript) return tooLong(task)
    if (script !== undefined) return runScript(new Session(task, args.length > 0 ? args : ['sh']), script)
    task.complain('-c requires an argument')
    return 2
  }
  if (option === undefined || option === '-i' || option === '-l' || option === '-') return converse(task)
  if (option.startsWith('-')) task.complain(`the simulated shell does not understand "${option}"`)
  else task.complain(`can't open '${option}': No such file or directory`)
  return 2
}

function tooLong(task: Task): number {
  void task.warn('exec /bin/sh: argument list too long\n')
  return 1
}

async function runScript(session: Session, script: string): Promise<number> {
  const end = await session.run(script)
  return end instanceof Leaving ? end.code : session.last
}

/** Runs line after line until the input ends, with a prompt on a terminal. */
async function converse(task: Task): Promise<number> {
  const session = new Session(task, ['sh'])
  const lines = new Lines(task)
  let interrupted: () => void = () => undefined
  const prompt = (): void => {
    if (task.tty) void task.print(`${task.cwd} ${isRoot(task.user) ? '#' : '$'} `)
  }
  if (task.tty) {
    task.onInterrupt(() => {
      session.interrupt()
      void task.print('\n')
      interrupted()
    })
  }
  for (;;) {
    prompt()
    const interruption = new Promise<'interrupted'>((resolve) => (interrupted = () => resolve('interrupted')))
    const line = await Promise.race([lines.next(), interruption])
    if (line === 'interrupted') continue
    if (line === undefined) return session.last
    const end = await Promise.race([session.run(line.text), interruption])
    if (end instanceof Leaving) return end.code
  }
}

/** The lines of an input. */
class Lines {
  #rest = ''
  #ended = false
  readonly #task: Task
  readonly #decoder = new TextDecoder()

  constructor(task: Task) {
    this.#task = task
  }

  async next(): Promise<{ readonly text: string } | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\n')
      if (end >= 0) {
        const text = this.#rest.slice(0, end)
        this.#rest = this.#rest.slice(end + 1)
        return { text }
      }
      if (this.#ended) {
        const text = this.#rest
        this.#rest = ''
        return text === '' ? undefined : { text }
      }
      const chunk = await this.#task.read()
      if (chunk === null || this.#rest.length > longestScript) this.#ended = true
      else this.#rest += this.#decoder.decode(chunk, { stream: true })
    }
  }
}
