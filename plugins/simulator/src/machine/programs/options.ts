import type { ByteString } from '../byte-string.js'
import type { Proc } from '../kernel/proc.js'
import { complain } from './complain.js'

/** Options and operands of a command line, in the order in which they came. */
export interface Words {
  /** Each option that was given, by its short name where it has one, with its argument (`''` without one). */
  readonly options: readonly (readonly [name: string, argument: ByteString])[]
  readonly operands: readonly ByteString[]
  has(name: string): boolean
  /** The argument of the last one. */
  last(name: string): ByteString | undefined
}

/** What a program understands. */
export interface OptionSpec {
  /** As getopt(3) writes it: `ab:c::`. A `+` in front ends the options at the first operand. */
  readonly short: string
  /** Long names, and the short name that each is; `:` behind the long one for an argument, `::` for one that may be there. */
  readonly long?: Readonly<Record<string, string>>
  /** Whether GNU's hint at `--help` has the program's name in front, as that of diffutils. */
  readonly namesItself?: boolean
}

/** Who has the command line. */
export type Asking = Pick<Proc, 'argv' | 'flavor' | 'write'>

/**
 * Reads a command line as getopt_long(3) does, operands and options mixed. Undefined after it has complained, in the
 * words of the program's flavor: the program exits with what it exits with for that.
 */
export function readOptions(proc: Asking, spec: OptionSpec): Words | undefined {
  const reader = new Reader(spec)
  const wrong = reader.read(proc.argv.slice(1))
  if (wrong === undefined) return reader
  void complain(proc, wrong)
  if (proc.flavor === 'gnu')
    void proc.write(
      2,
      `${spec.namesItself === true ? `${proc.argv[0]}: ` : ''}Try '${proc.argv[0]} --help' for more information.\n`,
    )
  return undefined
}

interface LongOption {
  readonly name: string
  readonly short: string
  readonly argument: 'none' | 'needed' | 'optional'
}

class Reader implements Words {
  readonly options: (readonly [string, ByteString])[] = []
  readonly operands: ByteString[] = []
  readonly #short: string
  readonly #long: readonly LongOption[]
  readonly #stopsAtOperand: boolean

  constructor({ short, long = {} }: OptionSpec) {
    this.#stopsAtOperand = short.startsWith('+')
    this.#short = short.replace(/^\+/, '')
    this.#long = Object.entries(long).map(([written, short]) => ({
      name: written.replace(/:+$/, ''),
      short,
      argument: written.endsWith('::') ? 'optional' : written.endsWith(':') ? 'needed' : 'none',
    }))
  }

  has(name: string): boolean {
    return this.options.some(([given]) => given === name)
  }

  last(name: string): ByteString | undefined {
    return this.options.findLast(([given]) => given === name)?.[1]
  }

  /** Returns what is wrong. */
  read(words: readonly ByteString[]): string | undefined {
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!
      if (word === '--') {
        this.operands.push(...words.slice(at + 1))
        return undefined
      }
      if (word === '-' || !word.startsWith('-')) {
        if (this.#stopsAtOperand) {
          this.operands.push(...words.slice(at))
          return undefined
        }
        this.operands.push(word)
        continue
      }
      const taken = word.startsWith('--') ? this.#readLong(word, words[at + 1]) : this.#readShort(word, words[at + 1])
      if (typeof taken === 'string') return taken
      at += taken
    }
    return undefined
  }

  /** Returns how many words of what follows it took, or what is wrong. */
  #readShort(word: string, next: ByteString | undefined): number | string {
    for (let at = 1; at < word.length; at++) {
      const name = word[at]!
      const place = name === ':' ? -1 : this.#short.indexOf(name)
      if (place < 0) return `invalid option -- '${name}'`
      if (this.#short[place + 1] !== ':') {
        this.options.push([name, ''])
        continue
      }
      const rest = word.slice(at + 1)
      if (rest !== '' || this.#short[place + 2] === ':') {
        this.options.push([name, rest])
        return 0
      }
      if (next === undefined) return `option requires an argument -- '${name}'`
      this.options.push([name, next])
      return 1
    }
    return 0
  }

  #readLong(word: string, next: ByteString | undefined): number | string {
    const [, written = '', given] = /^--([^=]*)(?:=(.*))?$/s.exec(word)!
    const exact = this.#long.filter(({ name }) => name === written)
    const found = exact.length > 0 ? exact : this.#long.filter(({ name }) => name.startsWith(written))
    if (found.length > 1 && new Set(found.map(({ short }) => short)).size > 1) {
      const possible = found.map(({ name }) => `'--${name}'`).join(' ')
      return `option '--${written}' is ambiguous; possibilities: ${possible}`
    }
    const [option] = found
    if (option === undefined) return `unrecognized option '--${written}'`
    if (option.argument === 'none') {
      if (given !== undefined) return `option '--${option.name}' doesn't allow an argument`
      this.options.push([option.short, ''])
      return 0
    }
    if (given !== undefined || option.argument === 'optional') {
      this.options.push([option.short, given ?? ''])
      return 0
    }
    if (next === undefined) return `option '--${option.name}' requires an argument`
    this.options.push([option.short, next])
    return 1
  }
}
