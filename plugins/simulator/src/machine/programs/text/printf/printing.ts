import type { ByteString } from '../../../byte-string.js'
import type { Printer } from '../echo.js'
import { escapeAt, unescape } from '../escapes.js'
import { formatFloat, formatInteger, formatString, type Conversion } from '../format-value.js'
import { dialects, type PrintfDialect } from './dialects.js'
import { readFloat, readInteger, type ReadNumber } from './numbers.js'

/** Who prints. */
export interface PrintfHost {
  readonly printer: Printer
  tick(): void | Promise<void>
  /** Writes what comes before a complaint. */
  write(text: ByteString): void | Promise<unknown>
  complain(sentence: string): void | Promise<unknown>
  /** Text as a shell would read it again (`%q`), where there is that. */
  readonly quote?: (text: ByteString) => ByteString
  /** A moment in a format of strftime(3) (`%(format)T`), where there is that. */
  readonly time?: (format: ByteString, moment: ByteString | undefined) => ByteString
}

/** What is left to be written, and the exit code. */
export interface Printed {
  readonly text: ByteString
  readonly code: number
}

/** `printf FORMAT ARGUMENT…`: the format is used again for as long as there are arguments. */
export const printfTo = (host: PrintfHost, format: ByteString, args: readonly ByteString[]): Promise<Printed> =>
  new Printing(host, format, args).run()

class Printing {
  readonly #host: PrintfHost
  readonly #dialect: PrintfDialect
  readonly #format: ByteString
  readonly #args: readonly ByteString[]
  #text = ''
  #next = 0
  #code = 0
  #stopped = false

  constructor(host: PrintfHost, format: ByteString, args: readonly ByteString[]) {
    this.#host = host
    this.#dialect = dialects[host.printer]
    this.#format = format
    this.#args = args
  }

  async run(): Promise<Printed> {
    do {
      const turn = this.#host.tick()
      if (turn !== undefined) await turn
      const before = this.#next
      await this.#round()
      if (this.#next === before) break
    } while (this.#next < this.#args.length && !this.#stopped)
    const isExcess = !this.#stopped && this.#next === 0 && this.#args.length > 0
    if (isExcess && this.#host.printer === 'gnu')
      await this.#say(`warning: ignoring excess arguments, starting with '${this.#args[0]}'`)
    return { text: this.#text, code: this.#code }
  }

  async #round(): Promise<void> {
    const format = this.#format
    for (let at = 0; at < format.length && !this.#stopped;) {
      if (format[at] === '\\') at += this.#escape(at)
      else if (format[at] !== '%') this.#text += format[at++]
      else if (format[at + 1] === '%') {
        this.#text += '%'
        at += 2
      } else at += await this.#convert(at)
    }
  }

  #escape(at: number): number {
    const { escapes } = this.#dialect
    if (escapes.stops && this.#format[at + 1] === 'c') {
      this.#stopped = true
      return 2
    }
    const { value, length } = escapeAt(this.#format, at, escapes)
    this.#text += value
    return length
  }

  async #convert(at: number): Promise<number> {
    const { conversion, letters, bare, refuse, refused } = this.#dialect
    conversion.lastIndex = at
    const [whole = '', flags = '', width = '', dot = '', precision = '', letter = ''] =
      conversion.exec(this.#format) ?? []
    const end = at + whole.length - letter.length
    const beginning = `%${flags}${width}${dot}${precision}`
    if (
      letter === '' ||
      !letters.includes(letter.at(-1)!) ||
      letter === 'T' ||
      (bare.includes(letter) && beginning !== '%')
    ) {
      this.#stopped = true
      await this.#say(refuse({ whole, beginning, letter, rest: this.#format.slice(end) }))
      this.#code = refused
      return whole.length
    }
    const wide = width === '*' ? await this.#size() : Number(width)
    const precise = dot === '' ? -1 : precision === '*' ? await this.#size() : Number(precision)
    const spec = { flags: wide < 0 ? `${flags}-` : flags, width: Math.abs(wide), precision: precise, type: letter }
    const made = await this.#formatted(spec)
    this.#text += made
    return whole.length
  }

  async #size(): Promise<number> {
    return Number(await this.#number(readInteger(this.#take(), this.#host.printer, true)))
  }

  #take(): ByteString | undefined {
    return this.#args[this.#next++]
  }

  async #formatted(conversion: Conversion): Promise<ByteString> {
    const { printer, quote, time } = this.#host
    const { type } = conversion
    const argument = this.#take()
    if (type === 's') return formatString(argument ?? '', conversion)
    if (type === 'c') return formatString((argument ?? '').slice(0, 1), { ...conversion, precision: -1 })
    if (type === 'b') return formatString(this.#unescaped(argument ?? ''), conversion)
    if (type === 'q') return formatString(quote?.(argument ?? '') ?? '', conversion)
    if (type.endsWith('T')) return formatString(time?.(type.slice(1, -2), argument) ?? '', conversion)
    if ('diouxX'.includes(type))
      return formatInteger(await this.#number(readInteger(argument, printer, 'di'.includes(type))), conversion)
    return formatFloat(await this.#number(readFloat(argument, printer)), conversion)
  }

  #unescaped(argument: ByteString): ByteString {
    const { text, stopped } = unescape(argument, this.#dialect.shown)
    this.#stopped = stopped
    return text
  }

  async #number<T>({ value, complaint }: ReadNumber<T>): Promise<T> {
    if (complaint === undefined) return value
    await this.#say(complaint)
    this.#code = 1
    return value
  }

  async #say(sentence: string): Promise<void> {
    if (this.#dialect.flushes && this.#text !== '') {
      await this.#host.write(this.#text)
      this.#text = ''
    }
    await this.#host.complain(sentence)
  }
}
