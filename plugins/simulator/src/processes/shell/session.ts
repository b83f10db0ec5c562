import { ProgramMissing } from '../process.js'
import type { Task } from '../task.js'
import { ChildTask } from './child.js'
import { expand } from './expand.js'
import { ShellError, type Part } from './lex.js'
import { parse, type Command } from './parse.js'

/** That a shell ends, by `exit`. */
export class Leaving {
  readonly code: number

  constructor(code: number) {
    this.code = code
  }
}

/** A shell: its variables, the code of the last command, and what it runs. */
export class Session {
  readonly #task: Task
  readonly #variables: Map<string, string>
  readonly #exported: Set<string>
  readonly #arguments: readonly string[]
  #last = 0
  /** Grows with every interruption; what was begun before does not go on. */
  #turn = 0

  constructor(task: Task, args: readonly string[]) {
    this.#task = task
    this.#arguments = args
    this.#variables = new Map(task.env)
    this.#exported = new Set(task.env.keys())
    this.#variables.set('PWD', task.cwd)
  }

  /** The exit code of the last command. */
  get last(): number {
    return this.#last
  }

  /** Gives up what runs. */
  interrupt(): void {
    this.#turn++
    this.#last = 130
  }

  /** Runs a script; resolves to what ended the shell, or undefined where it goes on. */
  async run(script: string): Promise<Leaving | undefined> {
    let commands: readonly Command[]
    try {
      commands = parse(script)
    } catch (thrown) {
      if (!(thrown instanceof ShellError)) throw thrown
      this.complain(thrown.message)
      this.#last = 2
      return undefined
    }
    const turn = this.#turn
    for (const command of commands) {
      if (command.when !== 'always' && (command.when === 'succeeded') !== (this.#last === 0)) continue
      const outcome = await this.#command(command)
      if (turn !== this.#turn) return undefined
      if (outcome instanceof Leaving) return outcome
      this.#last = command.negated ? Number(outcome === 0) : outcome
    }
    return undefined
  }

  complain(sentence: string): void {
    void this.#task.warn(`${this.#name}: ${sentence}\n`)
  }

  get #name(): string {
    return this.#task.argv[0]!.split('/').at(-1)!
  }

  async #command(command: Command): Promise<number | Leaving> {
    const firstWord = command.words.findIndex((word) => !isAssignment(word))
    const assignments = firstWord < 0 ? command.words : command.words.slice(0, firstWord)
    const set = assignments.map((word) => assignment(expand(quoted(word), (name) => this.#value(name)).join('')))
    const argv = command.words.slice(assignments.length).flatMap((word) => expand(word, (name) => this.#value(name)))
    const [name, ...others] = argv
    if (name === undefined) {
      for (const [key, value] of set) this.#variables.set(key, value)
      return 0
    }
    const environment = new Map([...this.#variables].filter(([key]) => this.#exported.has(key)))
    for (const [key, value] of set) environment.set(key, value)
    const child = (words: readonly string[]): ChildTask => new ChildTask(this.#task, words, environment, command)
    if (name === 'exec' && others.length > 0) return new Leaving(await this.#program(others, child(others)))
    if (Object.hasOwn(builtins, name)) return builtins[name]!.call(this, others, child(argv))
    return this.#program(argv, child(argv))
  }

  async #program(argv: readonly string[], child: ChildTask): Promise<number> {
    const [name = ''] = argv
    try {
      return (await child.find(argv, child.env)(child)) & 255
    } catch (thrown) {
      if (!(thrown instanceof ProgramMissing)) throw thrown
      void child.warn(`${this.#name}: ${name}: ${thrown.exitCode === 127 ? 'not found' : 'Permission denied'}\n`)
      return thrown.exitCode
    }
  }

  #value(name: string): string {
    if (name === '?') return String(this.#last)
    if (name === '$') return '1'
    if (name === '#') return String(Math.max(0, this.#arguments.length - 1))
    if (name === '@' || name === '*') return this.#arguments.slice(1).join(' ')
    if (/^\d+$/.test(name)) return this.#arguments[Number(name)] ?? ''
    return this.#variables.get(name) ?? ''
  }

  /** Makes variables part of what programs are given; `NAME=value` sets them too. */
  export(words: readonly string[]): void {
    for (const word of words) {
      const [, name = word, value] = named.exec(word) ?? []
      if (value !== undefined) this.#variables.set(name, value)
      this.#exported.add(name)
    }
  }

  unset(words: readonly string[]): void {
    for (const word of words) this.#variables.delete(word)
  }
}

type Builtin = (this: Session, words: readonly string[], child: ChildTask) => number | Leaving

const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  exec: () => 0,
  exit([word], child) {
    if (word === undefined) return new Leaving(this.last)
    if (/^\d+$/.test(word)) return new Leaving(Number(word) & 255)
    child.complain(`line 0: Illegal number: ${word}`)
    return new Leaving(2)
  },
  export(words) {
    this.export(words)
    return 0
  },
  unset(words) {
    this.unset(words)
    return 0
  },
}

const named = /^([A-Za-z_]\w*)=(.*)$/s

function isAssignment(word: readonly Part[]): boolean {
  const end = word.findIndex((part) => !('text' in part) || part.quoted)
  const start = (end < 0 ? word : word.slice(0, end)).map((part) => ('text' in part ? part.text : '')).join('')
  return named.test(start)
}

/** A value that is set is not cut at blanks. */
const quoted = (word: readonly Part[]): readonly Part[] => word.map((part) => ({ ...part, quoted: true }))

function assignment(text: string): readonly [string, string] {
  const [, name = '', value = ''] = named.exec(text) ?? []
  return [name, value]
}
