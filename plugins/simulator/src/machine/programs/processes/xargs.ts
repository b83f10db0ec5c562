import type { ByteString } from '../../byte-string.js'
import type { Ended, Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import type { Words } from '../options.js'
import { readYes } from '../shared/ask.js'
import { quotedIfNeeded } from '../shared/quote.js'
import { codeOfFailure, spawnCommand } from '../shared/run-command.js'
import { wordsOf, type Usage } from '../shared/words.js'
import { Items, WrongInput } from './xargs-items.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: '+0rtpn:s:xE:e::I:i::P:a:', long: { 'no-run-if-empty': 'r', null: '0' }, usage: '[OPTIONS] [PROG ARGS]' },
  gnu: {
    short: '+0a:d:E:e::I:i::L:l::n:prs:txP:o',
    long: { null: '0', 'arg-file:': 'a', 'delimiter:': 'd', 'eof::': 'e', 'replace::': 'i', 'max-lines::': 'l', 'max-args:': 'n', interactive: 'p', 'no-run-if-empty': 'r', 'max-chars:': 's', verbose: 't', exit: 'x', 'max-procs:': 'P', 'open-tty': 'o' },
    usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
  },
} // prettier-ignore

const mostBytes = 128 * 1024

/** Makes command lines of its input. */
export const xargs: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  const numbers = await numbersOf(proc, words)
  if (numbers === undefined) return 1
  const fd = await inputOf(proc, words)
  if (fd === undefined) return 1
  const running = new Running(proc, words, numbers, new Items(proc, words, fd))
  try {
    return await running.run()
  } catch (thrown) {
    if (!(thrown instanceof WrongInput)) throw thrown
    await complain(proc, thrown.message)
    return 1
  }
}

interface Numbers {
  /** Undefined without a limit. */
  readonly args: number | undefined
  readonly lines: number | undefined
  readonly bytes: number
  readonly processes: number
}

async function numbersOf(proc: Proc, words: Words): Promise<Numbers | undefined> {
  for (const name of ['n', 'L', 's', 'P']) {
    const text = words.last(name)
    if (text === undefined || (/^\d{1,9}$/.test(text) && (name === 'P' || Number(text) > 0))) continue
    if (proc.flavor === 'busybox') {
      await complain(
        proc,
        /^\d+$/.test(text) ? `number ${text} is not in 1..2147483647 range` : `invalid number '${text}'`,
      )
      return undefined
    }
    await complain(
      proc,
      /^\d+$/.test(text)
        ? `value ${text} for -${name} option should be >= 1`
        : `invalid number "${text}" for -${name} option`,
    )
    await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
    return undefined
  }
  const number = (name: string): number | undefined => (words.has(name) ? Number(words.last(name)) : undefined)
  const lines = words.has('l') ? Number(words.last('l') || 1) : number('L')
  return {
    args: number('n'),
    lines,
    bytes: Math.min(mostBytes, number('s') ?? mostBytes),
    processes: number('P') || (words.has('P') ? 100 : 1),
  }
}

async function inputOf(proc: Proc, words: Words): Promise<number | undefined> {
  const path = words.last('a')
  if (path === undefined || path === '-') return 0
  try {
    return await proc.open(path, { read: true })
  } catch (thrown) {
    await complain(proc, `Cannot open input file '${path}': ${reasonOf(thrown)}`)
    return undefined
  }
}

class Running {
  readonly #proc: Proc
  readonly #words: Words
  readonly #numbers: Numbers
  readonly #items: Items
  readonly #command: readonly ByteString[]
  #code = 0
  #running = 0
  /** Nothing more is started. */
  #stopped = false

  constructor(proc: Proc, words: Words, numbers: Numbers, items: Items) {
    this.#proc = proc
    this.#words = words
    this.#numbers = numbers
    this.#items = items
    this.#command = words.operands.length === 0 ? ['echo'] : words.operands
  }

  async run(): Promise<number> {
    const mark = this.#words.last('I') ?? (this.#words.has('i') ? this.#words.last('i') || '{}' : undefined)
    await (mark === undefined ? this.#runInBatches() : this.#runReplacing(mark))
    while (this.#running > 0) await this.#reap()
    return this.#code
  }

  async #runReplacing(mark: ByteString): Promise<void> {
    for (
      let item = await this.#items.nextLine();
      item !== undefined && !this.#stopped;
      item = await this.#items.nextLine()
    ) {
      const text = item
      await this.#start(this.#command.map((word) => word.replaceAll(mark, () => text)))
    }
  }

  async #runInBatches(): Promise<void> {
    const { args = Infinity, lines = Infinity, bytes } = this.#numbers
    const base = this.#command.reduce((sum, { length }) => sum + length + 1, 0)
    let batch: ByteString[] = []
    let size = base
    let ran = false
    let inLines = 0
    const flush = async (): Promise<void> => {
      ran = true
      const argv = [...this.#command, ...batch]
      batch = []
      size = base
      inLines = 0
      await this.#start(argv)
    }
    for (let item = await this.#items.next(); item !== undefined && !this.#stopped; item = await this.#items.next()) {
      if (batch.length > 0 && size + item.text.length + 1 > bytes) await flush()
      if (base + item.text.length + 1 > bytes) throw new WrongInput('argument line too long')
      batch.push(item.text)
      size += item.text.length + 1
      if (item.endsLine) inLines++
      if (batch.length >= args || inLines >= lines) await flush()
    }
    const runsOnNothing = !ran && !this.#words.has('r')
    if (!this.#stopped && (batch.length > 0 || runsOnNothing)) await flush()
  }

  async #start(argv: readonly ByteString[]): Promise<void> {
    const asks = this.#words.has('p')
    if (asks || this.#words.has('t')) {
      const shown = argv.map(this.#proc.flavor === 'gnu' ? quotedIfNeeded : (word: ByteString) => word).join(' ')
      await this.#proc.write(2, asks ? `${shown} ?...` : `${shown}\n`)
      if (asks && !(await readYes(this.#proc))) return
    }
    while (this.#running >= this.#numbers.processes) await this.#reap()
    if (this.#stopped) return
    try {
      spawnCommand(this.#proc, argv)
      this.#running++
    } catch (thrown) {
      await complain(this.#proc, `${argv[0]}: ${reasonOf(thrown)}`)
      this.#stopped = true
      this.#code = codeOfFailure(thrown)
      return
    }
    if (this.#numbers.processes === 1) await this.#reap()
  }

  async #reap(): Promise<void> {
    const ended = await this.#proc.wait(-1)
    this.#running--
    if (ended !== undefined) await this.#note(ended)
  }

  async #note(ended: Ended): Promise<void> {
    const name = this.#command[0]!
    if (!('code' in ended)) {
      await complain(this.#proc, `${name}: terminated by signal ${ended.signal}`)
      this.#stopped = true
      this.#code = 125
    } else if (ended.code === 255) {
      await complain(this.#proc, `${name}: exited with status 255; aborting`)
      this.#stopped = true
      this.#code = 124
    } else if (ended.code !== 0) this.#code = 123
  }
}
