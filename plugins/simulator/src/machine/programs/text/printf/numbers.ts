import type { ByteString } from '../../../byte-string.js'
import type { Printer } from '../echo.js'

/** A number that an argument is; with what is wrong about it, if anything. */
export interface ReadNumber<T> {
  readonly value: T
  readonly complaint?: string
}

/** Why an argument is no number, or not all of it. */
type Fault = 'none' | 'rest' | 'range'

const ends = { signed: [-(2n ** 63n), 2n ** 63n - 1n], unsigned: [-(2n ** 63n), 2n ** 64n - 1n] } as const

/** A whole number as strtoll(3) and strtoull(3) read it. */
export function readInteger(text: ByteString | undefined, printer: Printer, isSigned: boolean): ReadNumber<bigint> {
  if (text === undefined && printer !== 'ash') return { value: 0n }
  const given = text ?? ''
  const quoted = characterOf(given, printer)
  if (quoted !== undefined) return { value: BigInt(quoted) }
  const found = /^\s*([-+]?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)/i.exec(given)
  if (found === null) return faulty(given, 'none', 0n, printer)
  const [whole, sign, digits = ''] = found
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits)
  const value = sign === '-' ? -size : size
  const [least, most] = isSigned ? ends.signed : ends.unsigned
  if (value < least || value > most) return faulty(given, 'range', value < least ? least : most, printer)
  return whole.length < given.length ? faulty(given, 'rest', value, printer) : { value }
}

/** A number as strtod(3) reads it. */
export function readFloat(text: ByteString | undefined, printer: Printer): ReadNumber<number> {
  if (text === undefined) return { value: 0 }
  const quoted = characterOf(text, printer)
  if (quoted !== undefined) return { value: quoted }
  const found = /^\s*[-+]?(?:0x[0-9a-f]+|inf(?:inity)?|nan|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i.exec(text)
  if (found === null) return text === '' && printer !== 'gnu' ? { value: 0 } : faulty(text, 'none', 0, printer)
  const value = toNumber(found[0].trim())
  return found[0].length < text.length ? faulty(text, 'rest', value, printer) : { value }
}

/** The number of the character behind a quote. */
function characterOf(text: ByteString, printer: Printer): number | undefined {
  if (!/^["']/.test(text) || (text.length === 1 && printer === 'gnu')) return undefined
  return text.charCodeAt(1) || 0
}

function toNumber(text: string): number {
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^[-+]?0x/i.test(text)) return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace('+', ''))
  return Number(text)
}

function faulty<T>(text: ByteString, fault: Fault, value: T, printer: Printer): ReadNumber<T> {
  if (printer === 'ash')
    return { value: (typeof value === 'bigint' ? 0n : 0) as T, complaint: `invalid number '${text}'` }
  // dash takes an empty argument for 0.
  if (printer === 'dash' && text === '') return { value }
  return { value, complaint: sentences[printer](text, fault) }
}

const range = 'Numerical result out of range'

const sentences: Readonly<Record<Exclude<Printer, 'ash'>, (text: ByteString, fault: Fault) => string>> = {
  bash: (text, fault) => (fault === 'range' ? `warning: ${text}: ${range}` : `${text}: invalid ${kindOf(text)}number`),
  dash: (text, fault) =>
    `${text}: ${fault === 'range' ? range : /^[-+]?\d/.test(text) ? 'not completely converted' : 'expected numeric value'}`,
  gnu: (text, fault) =>
    `'${text}': ${fault === 'range' ? range : fault === 'rest' ? 'value not completely converted' : 'expected a numeric value'}`,
}

const kindOf = (text: ByteString): string => (/^0\d/.test(text) ? 'octal ' : /^0x/i.test(text) ? 'hex ' : '')
