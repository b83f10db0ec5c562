import type { ByteString } from '../../byte-string.js'
import type { Flavor, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { escapeAt, unescape } from './escapes.js'
import { formatFloat, formatInteger, formatString, type Conversion } from './format-value.js'

/** What `printf` prints, and what it says of its arguments on the standard error. */
export interface Printed {
  readonly text: ByteString
  readonly complaints: readonly string[]
  /** Whether it ended at a mistake in the format. */
  readonly code: number
}

/** What `printf FORMAT ARGUMENT…` prints. */
export const printfText = (format: ByteString, args: readonly ByteString[], flavor: Flavor): Printed =>
  new Printer(format, args, flavor).print()

class Printer {
  readonly #format: ByteString
  readonly #args: readonly ByteString[]
  readonly #flavor: Flavor
  readonly #complaints: string[] = []
  #text = ''
  #next = 0
  #stopped = false

  constructor(format: ByteString, args: readonly ByteString[], flavor: Flavor) {
    this.#format = format
    this.#args = args
    this.#flavor = flavor
  }

  print(): Printed {
    do {
      const before = this.#next
      this.#round()
      if (this.#next === before) break
    } while (this.#next < this.#args.length && !this.#stopped)
    this.#sayExcess()
    return {
      text: this.#text,
      complaints: this.#complaints,
      code: this.#complaints.length > 0 && !this.#onlyWarned ? 1 : 0,
    }
  }

  #onlyWarned = false

  #sayExcess(): void {
    if (this.#stopped || this.#next > 0 || this.#args.length === 0 || this.#flavor === 'busybox') return
    this.#onlyWarned = this.#complaints.length === 0
    this.#complaints.push(`warning: ignoring excess arguments, starting with '${this.#args[0]}'`)
  }

  #round(): void {
    const format = this.#format
    for (let at = 0; at < format.length && !this.#stopped;) {
      if (format[at] === '\\') at += this.#escape(at)
      else if (format[at] !== '%') this.#text += format[at++]
      else if (format[at + 1] === '%') {
        this.#text += '%'
        at += 2
      } else at += this.#convert(at)
    }
  }

  #escape(at: number): number {
    if (this.#format[at + 1] === 'c') {
      this.#stopped = true
      return 2
    }
    const options = { octal: 'plain', stops: true, unicode: this.#flavor === 'gnu', more: '"' } as const
    const { value, length } = escapeAt(this.#format, at, options)
    this.#text += value
    return length
  }

  #take(): ByteString | undefined {
    return this.#args[this.#next++]
  }

  #convert(at: number): number {
    const found = /^%([-+ #0']*)(\*|\d*)(?:(\.)(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?([a-zA-Z]?)/.exec(
      this.#format.slice(at),
    )!
    const [whole, flags = '', width = '', dot, precision = '', type = ''] = found
    if (type === '' || !'diouxXfFeEgGaAcsbq'.includes(type) || (type === 'q' && this.#flavor === 'busybox')) {
      return this.#refuse(whole)
    }
    const wide = width === '*' ? Number(this.#integer(this.#take())) : Number(width)
    const precise = dot === undefined ? -1 : precision === '*' ? Number(this.#integer(this.#take())) : Number(precision)
    const left = wide < 0 ? '-' : ''
    this.#text += this.#formatted({ flags: flags + left, width: Math.abs(wide), precision: precise, type })
    return whole.length
  }

  #refuse(whole: string): number {
    this.#stopped = true
    const gnu = `${whole}: invalid conversion specification`
    this.#complaints.push(this.#flavor === 'gnu' ? gnu : `${whole}: invalid format`)
    return whole.length
  }

  #formatted(conversion: Conversion): ByteString {
    const argument = this.#take()
    switch (conversion.type) {
      case 's':
        return formatString(argument ?? '', conversion)
      case 'c':
        return formatString(argument === undefined || argument === '' ? '' : argument[0]!, {
          ...conversion,
          precision: -1,
        })
      case 'q':
        return formatString(quoted(argument ?? ''), conversion)
      case 'b': {
        const { text, stopped } = unescape(argument ?? '', {
          octal: 'either',
          stops: true,
          unicode: this.#flavor === 'gnu',
        })
        this.#stopped = stopped
        return formatString(text, conversion)
      }
      case 'd':
      case 'i':
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return formatInteger(this.#integer(argument), conversion)
      default:
        return formatFloat(this.#float(argument), conversion)
    }
  }

  #integer(argument: ByteString | undefined): bigint {
    if (argument === undefined) return this.#flavor === 'busybox' ? this.#integer('') : 0n
    if (/^["']./s.test(argument)) return BigInt(argument.charCodeAt(1))
    const found = /^\s*([-+]?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)/i.exec(argument)
    if (found === null) return this.#notNumeric(argument) ?? 0n
    const [whole, sign, digits = ''] = found
    const read = /^0[0-7]/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits)
    if (whole.length < argument.length) {
      if (this.#flavor === 'busybox') return this.#notNumeric(argument) ?? 0n
      this.#complaints.push(`'${argument}': value not completely converted`)
    }
    return sign === '-' ? -read : read
  }

  #notNumeric(argument: ByteString): undefined {
    const gnu = `'${argument}': expected a numeric value`
    this.#complaints.push(this.#flavor === 'gnu' ? gnu : `invalid number '${argument}'`)
    return undefined
  }

  #float(argument: ByteString | undefined): number {
    if (argument === undefined) return 0
    if (/^["']./s.test(argument)) return argument.charCodeAt(1)
    const found = /^\s*[-+]?(?:0x[0-9a-f]+|inf(?:inity)?|nan|\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?)/i.exec(
      argument,
    )
    if (found === null) {
      this.#notNumeric(argument)
      return 0
    }
    if (found[0].length < argument.length) {
      if (this.#flavor === 'busybox') this.#notNumeric(argument)
      else this.#complaints.push(`'${argument}': value not completely converted`)
    }
    return toNumber(found[0].trim())
  }
}

function toNumber(text: string): number {
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^[-+]?0x/i.test(text)) return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace('+', ''))
  return Number(text)
}

/** As the shell would read it again. */
function quoted(text: ByteString): ByteString {
  if (text === '') return "''"
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  if (/[\0-\x1f\x7f-\xff]/.test(text)) {
    const parts = text.split(/([\0-\x1f\x7f-\xff]+)/)
    return parts.map((part, index) => (index % 2 === 1 ? `$'${controls(part)}'` : `'${part}'`)).join('')
  }
  return text.includes("'") && !/["\\$`]/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b' }

const controls = (text: string): string =>
  [...text].map((char) => named[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')

export const printf: Program = async (proc) => {
  const args = proc.argv.slice(proc.argv[1] === '--' ? 2 : 1)
  const [format, ...values] = args
  if (format === undefined) {
    if (proc.flavor === 'gnu')
      await proc.write(2, `${proc.argv[0]}: missing operand\nTry '${proc.argv[0]} --help' for more information.\n`)
    return 1
  }
  const { text, complaints, code } = printfText(format, values, proc.flavor)
  for (const complaint of complaints) await complain(proc, complaint)
  await proc.write(1, text)
  return code
}
