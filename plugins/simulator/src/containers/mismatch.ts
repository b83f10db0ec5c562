import type { MakeError } from '../errors.js'

const wholeNumbers = /^(u?int\d*|time\.Duration|fs\.FileMode)$/

/** The words of Go's `encoding/json` for a value of the wrong type. */
export function mismatch(value: unknown, where: string, wanted: string, error: MakeError): Error {
  return error('InvalidParameter', `json: cannot unmarshal ${kindOf(value, wanted)} into Go ${where} of type ${wanted}`)
}

function kindOf(value: unknown, wanted: string): string {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number' && wholeNumbers.test(wanted)) return `number ${literal(value)}`
  return typeof value
}

// The digits that the client sent are gone; those of a big number are never written with an exponent.
const literal = (value: number): string => (Number.isInteger(value) ? BigInt(value).toString() : String(value))
