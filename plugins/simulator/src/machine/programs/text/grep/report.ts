import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { Output } from '../../output.js'
import type { GrepOptions } from './options.js'
import type { Matcher } from './matcher.js'

/** A line that was read. */
export interface NumberedLine {
  readonly text: ByteString
  readonly number: number
  /** Where it begins, in bytes. */
  readonly offset: number
}

const color = (code: string, text: string): string => `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K`

/** Prints what grep has found. */
export class Report {
  readonly #proc: Proc
  readonly #options: GrepOptions
  readonly #matcher: Matcher
  readonly #output: Output

  constructor(proc: Proc, options: GrepOptions, matcher: Matcher) {
    this.#proc = proc
    this.#options = options
    this.#matcher = matcher
    this.#output = new Output(proc)
  }

  flush(): void | Promise<void> {
    return this.#output.flush()
  }

  /** A line with what is in front of it; `name` is undefined where none is shown. */
  async line(line: NumberedLine, name: ByteString | undefined, selected: boolean): Promise<void> {
    const { onlyMatching, inverted, colored, separator } = this.#options
    if (onlyMatching) {
      if (selected && !inverted) await this.#matches(line, name)
      return
    }
    const text = colored && selected !== inverted ? await this.#marked(line.text) : line.text
    await this.#output.print(this.#prefix(line, line.offset, name, selected ? ':' : '-') + text + separator)
  }

  separator(): void | Promise<void> {
    const { groupSeparator, colored } = this.#options
    if (groupSeparator === undefined) return
    return this.#output.print(`${colored ? color('36', groupSeparator) : groupSeparator}\n`)
  }

  count(count: number, name: ByteString | undefined): void | Promise<void> {
    return this.#output.print(`${this.#named(name, ':')}${count}\n`)
  }

  name(name: ByteString): void | Promise<void> {
    return this.#output.print(this.#shownName(name) + (this.#options.nullNames ? '\0' : '\n'))
  }

  binary(name: ByteString): void | Promise<void> {
    return this.#proc.write(2, `${this.#proc.argv[0]}: ${name}: binary file matches\n`)
  }

  async #matches(line: NumberedLine, name: ByteString | undefined): Promise<void> {
    for (let from = 0; from <= line.text.length;) {
      const match = await this.#matcher.find(line.text, from, this.#proc)
      if (match === undefined) return
      from = Math.max(match.end, from)
      if (match.end === match.start) {
        from = match.end + 1
        continue
      }
      const found = line.text.slice(match.start, match.end)
      const shown = this.#options.colored ? color('01;31', found) : found
      const prefix = this.#prefix(line, line.offset + match.start, name, ':')
      await this.#output.print(prefix + shown + this.#options.separator)
    }
  }

  async #marked(text: ByteString): Promise<ByteString> {
    let marked = ''
    let from = 0
    for (let at = 0; at <= text.length;) {
      const match = await this.#matcher.find(text, at, this.#proc)
      if (match === undefined) break
      at = Math.max(match.end, match.start + 1)
      if (match.end === match.start) continue
      marked += text.slice(from, match.start) + color('01;31', text.slice(match.start, match.end))
      from = match.end
    }
    return marked + text.slice(from)
  }

  #prefix({ number }: NumberedLine, offset: number, name: ByteString | undefined, mark: string): string {
    const { numbered, offsets } = this.#options
    return (
      this.#named(name, mark) +
      (numbered ? this.#number(number, mark) : '') +
      (offsets ? this.#number(offset, mark) : '')
    )
  }

  #number(value: number, mark: string): string {
    return this.#options.colored ? color('32', String(value)) + color('36', mark) : `${value}${mark}`
  }

  #named(name: ByteString | undefined, mark: string): string {
    if (name === undefined) return ''
    if (this.#options.nullNames) return `${this.#shownName(name)}\0`
    return this.#shownName(name) + (this.#options.colored ? color('36', mark) : mark)
  }

  #shownName(name: ByteString): string {
    return this.#options.colored ? color('35', name) : name
  }
}
