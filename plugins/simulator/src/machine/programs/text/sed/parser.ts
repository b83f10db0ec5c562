import type { ByteString } from '../../../byte-string.js'
import type { Flavor } from '../../../kernel/proc.js'
import { RegexError } from '../../../regex/node.js'
import { Regex } from '../../../regex/regex.js'
import { SedError, type Address, type Command } from './command.js'
import { readDelimited, readReplacement, regexSource, textOf, unescaped } from './text.js'
import { readFlags } from './flags.js'
import { busyboxReason } from './reasons.js'

export interface ScriptOptions {
  readonly extended: boolean
  readonly flavor: Flavor
}

/** Reads a whole script; throws `SedError`. */
export const parseScript = (script: ByteString, options: ScriptOptions): Command[] =>
  new ScriptParser(script, options).parse()

type Draft = Partial<Pick<Command, 'text' | 'number' | 'substitution' | 'mapping'>>

class ScriptParser {
  readonly #script: ByteString
  readonly #options: ScriptOptions
  readonly #commands: Command[] = []
  readonly #open: number[] = []
  #at = 0

  constructor(script: ByteString, options: ScriptOptions) {
    this.#script = script
    this.#options = options
  }

  parse(): Command[] {
    for (;;) {
      this.#skip(/[\s;]*/y)
      if (this.#at >= this.#script.length) break
      if (this.#script[this.#at] === '#') this.#skip(/[^\n]*/y)
      else this.#command()
    }
    if (this.#open.length > 0) this.#unclosed()
    this.#resolveLabels()
    return this.#commands
  }

  get #isBusybox(): boolean {
    return this.#options.flavor === 'busybox'
  }

  #unclosed(): void {
    if (!this.#isBusybox) this.#fail("unmatched `{'", 0)
    for (const open of this.#open) this.#commands[open]!.target = this.#commands.length
  }

  #fail(reason: string, place = this.#at): never {
    if (this.#options.flavor === 'busybox') throw new SedError(busyboxReason(reason))
    throw new SedError(`-e expression #1, char ${place}: ${reason}`)
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ''] = pattern.exec(this.#script) ?? []
    this.#at += found.length
    return found
  }

  #command(): void {
    const from = this.#address(false)
    let to: Address | undefined
    if (from !== undefined) {
      this.#skip(/[ \t]*/y)
      if (this.#script[this.#at] === ',') {
        this.#at++
        this.#skip(/[ \t]*/y)
        to = this.#address(true)
        if (to === undefined) this.#fail("unexpected `,'", this.#at + 1)
      }
    }
    this.#skip(/[ \t]*/y)
    const inverted = this.#skip(/(?:![ \t]*)+/y) !== ''
    const name = this.#script[this.#at++]
    if (name !== undefined && this.#isBusybox && 'RWQzFL~'.includes(name)) this.#fail(`unknown command: \`${name}'`)
    if (name === undefined || (name === '\n' && from !== undefined)) this.#fail('missing command', this.#at - 1)
    const draft = this.#arguments(name, from, to)
    if (draft === undefined) return
    const empty = { text: '', number: undefined, substitution: undefined, mapping: undefined }
    this.#commands.push({ ...empty, ...draft, name, from, to, inverted, target: 0, active: false, activeUntil: 0 })
  }

  #address(isEnd: boolean): Address | undefined {
    const number = this.#skip(/\d+/y)
    if (number !== '') {
      if (this.#isBusybox || this.#skip(/[ \t]*~[ \t]*/y) === '') return { kind: 'line', number: Number(number) }
      return { kind: 'step', first: Number(number), step: Number(this.#skip(/\d+/y)) }
    }
    const char = this.#script[this.#at]
    if (char === '$') {
      this.#at++
      return { kind: 'last' }
    }
    if (isEnd && (char === '+' || (char === '~' && !this.#isBusybox))) {
      this.#at++
      const value = Number(this.#skip(/\d+/y))
      return char === '+' ? { kind: 'more', lines: value } : { kind: 'multiple', of: value }
    }
    if (char !== '/' && char !== '\\') return undefined
    if (char === '\\') this.#at++
    const source = this.#delimited(this.#script[this.#at++]!, true)
    if (source === undefined) this.#fail('unterminated address regex')
    const flags = this.#isBusybox ? '' : this.#skip(/[IM]*/y)
    return { kind: 'regex', regex: this.#regex(source, flags.includes('I'), flags.includes('M')) }
  }

  #delimited(delimiter: string, isRegex: boolean): ByteString | undefined {
    const read = readDelimited(this.#script, this.#at, delimiter, isRegex)
    if (read === undefined) {
      this.#at = this.#script.length
      return undefined
    }
    this.#at = read.end
    return read.text
  }

  #regex(source: ByteString, ignoreCase: boolean, byLine: boolean): Regex | undefined {
    if (source === '') return undefined
    try {
      return new Regex(regexSource(source), { extended: this.#options.extended, ignoreCase, byLine, lenient: false })
    } catch (thrown) {
      if (!(thrown instanceof RegexError)) throw thrown
      if (this.#options.flavor === 'busybox') throw new SedError(`bad regex '${source}': ${thrown.message}`)
      return this.#fail(thrown.message)
    }
  }

  /** Undefined for what is no command of its own. */
  #arguments(name: string, from: Address | undefined, to: Address | undefined): Draft | undefined {
    switch (name) {
      case '{':
        this.#open.push(this.#commands.length)
        return {}
      case '}':
        if (from !== undefined) this.#fail("} doesn't want any addresses")
        this.#close()
        return undefined
      case ':': {
        if (from !== undefined) this.#fail(": doesn't want any addresses")
        const text = this.#skip(/[ \t]*/y) + this.#skip(this.#options.flavor === 'gnu' ? /[^\s;]*/y : /[^\n;]*/y)
        if (text.trim() === '') this.#fail('":" lacks a label')
        return { text: text.trim() }
      }
      case 'b':
      case 't':
      case 'T': {
        this.#skip(/[ \t]*/y)
        const text = this.#skip(/[^\n;}]*/y).trim()
        return { text }
      }
      case 'a':
      case 'i':
      case 'c':
        if (to !== undefined && name !== 'c' && this.#options.flavor === 'busybox') break
        return { text: this.#text() }
      case 'r':
      case 'R':
      case 'w':
      case 'W': {
        this.#skip(/[ \t]*/y)
        const text = this.#skip(/[^\n]*/y)
        if (text === '') this.#fail('missing filename in r/R/w/W commands')
        return { text }
      }
      case 'q':
      case 'Q':
      case 'l':
      case 'L': {
        if (name.toLowerCase() === 'q' && to !== undefined) this.#fail('command only uses one address')
        this.#skip(/[ \t]*/y)
        const number = this.#isBusybox ? '' : this.#skip(/\d+/y)
        this.#end()
        return { number: number === '' ? undefined : Number(number) }
      }
      case 's':
        return this.#substitution()
      case 'y':
        return this.#mapping()
      case '=':
      case 'd':
      case 'D':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
      case 'F':
        this.#end()
        return {}
    }
    if (name === '}') return undefined
    return this.#fail(`unknown command: \`${name}'`)
  }

  /** Nothing but another command may follow. */
  #end(): void {
    this.#skip(/[ \t]*/y)
    const char = this.#script[this.#at]
    if (char === undefined || '\n;}#'.includes(char)) return
    this.#fail(this.#isBusybox ? 'missing command' : 'extra characters after command', this.#at + 1)
  }

  #close(): void {
    const open = this.#open.pop()
    if (open === undefined) {
      if (this.#isBusybox) return
      this.#fail("unexpected `}'")
    }
    this.#commands[open]!.target = this.#commands.length
    this.#end()
  }

  #text(): ByteString {
    this.#skip(/[ \t]*/y)
    if (this.#at >= this.#script.length) this.#fail("expected \\ after `a', `c' or `i'")
    const read = textOf(this.#script, this.#at)
    this.#at = read.end
    return read.text
  }

  #substitution(): Draft {
    const delimiter = this.#script[this.#at++]
    const source = delimiter === undefined ? undefined : this.#delimited(delimiter, true)
    const written = source === undefined ? undefined : this.#delimited(delimiter!, false)
    if (source === undefined || written === undefined) this.#fail("unterminated `s' command")
    const flags = readFlags(this.#script, this.#at)
    this.#at = flags.end
    if (flags.wrong !== undefined) this.#fail(flags.wrong)
    this.#endOfFlags(flags.file)
    const regex = this.#regex(source, flags.ignoreCase, flags.byLine)
    const replacement = readReplacement(written)
    for (const part of replacement) {
      if (!this.#isBusybox && 'group' in part && regex !== undefined && part.group > regex.groups) {
        this.#fail(`invalid reference \\${part.group} on \`s' command's RHS`)
      }
    }
    const { global, number, print, evaluate, file } = flags
    return { substitution: { regex, replacement, global, number, print, evaluate, file } }
  }

  #endOfFlags(file: ByteString | undefined): void {
    if (file !== undefined) return
    const char = this.#script[this.#at]
    if (char === undefined || /[\s;}#]/.test(char)) return
    this.#fail("unknown option to `s'", this.#at + 1)
  }

  #mapping(): Draft {
    const delimiter = this.#script[this.#at++]
    const from = delimiter === undefined ? undefined : this.#delimited(delimiter, false)
    const to = from === undefined ? undefined : this.#delimited(delimiter!, false)
    if (from === undefined || to === undefined) this.#fail("unterminated `y' command")
    const [froms, tos] = [unescaped(from), unescaped(to)]
    if (froms.length !== tos.length) this.#fail("strings for `y' command are different lengths")
    this.#end()
    const mapping = new Map<string, string>()
    for (const [index, char] of froms.entries()) if (!mapping.has(char)) mapping.set(char, tos[index]!)
    return { mapping }
  }

  #resolveLabels(): void {
    const labels = new Map(
      this.#commands.flatMap(({ name, text }, index) => (name === ':' ? [[text, index] as const] : [])),
    )
    for (const command of this.#commands) {
      if (!'btT'.includes(command.name)) continue
      const target = command.text === '' ? this.#commands.length : labels.get(command.text)
      if (target === undefined) {
        if (this.#isBusybox) throw new SedError(`can't find label for jump to '${command.text}'`)
        throw new SedError(`can't find label for jump to \`${command.text}'`, 4)
      }
      command.target = target
    }
  }
}
