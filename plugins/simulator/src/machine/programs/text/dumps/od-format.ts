import type { ByteString } from '../../../byte-string.js'

const odNames: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  i: 'd4',
  l: 'd8',
  o: 'o2',
  s: 'd2',
  x: 'x2',
}

/** The formats that an option asks for. */
export function formatOf(name: string, value: ByteString): readonly string[] {
  if (name !== 't') return odNames[name] === undefined ? [] : [odNames[name]]
  return (value.match(/[acdoux][\dCSIL]?z?|./g) ?? []).map((format) =>
    /^[doux]$/.test(format)
      ? `${format}4`
      : format.replace('C', '1').replace('S', '2').replace('I', '4').replace('L', '8'),
  )
}

/** How many characters each number takes; undefined for what is no format. */
export const cellWidth = (format: string): number | undefined => {
  if (format === 'c' || format === 'a') return 4
  const found = /^([doux])([1248])z?$/.exec(format)
  if (found === null) return undefined
  const bytes = Number(found[2])
  const widths = { d: [5, 7, 12, 21], o: [4, 7, 12, 23], u: [4, 6, 11, 21], x: [3, 5, 9, 17] }[
    found[1] as 'd' | 'o' | 'u' | 'x'
  ]
  return widths[Math.log2(bytes)]
}

const escapes: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}
const names =
  'nul soh stx etx eot enq ack bel  bs  ht  nl  vt  ff  cr  so  si dle dc1 dc2 dc3 dc4 nak syn etb can  em sub esc  fs  gs  rs  us  sp'
    .trim()
    .split(/\s+/)

/** How many bytes each number is of. */
export const bytesOf = (format: string): number => Number(format[1] ?? 1)

/** A row in a format. */
export function odRow(row: readonly number[], format: string, perByte: number): ByteString {
  const width = Math.max(cellWidth(format)!, Math.ceil(perByte * bytesOf(format)))
  if (format === 'c') {
    return row
      .map((byte) =>
        (
          escapes[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
        ).padStart(width),
      )
      .join('')
  }
  if (format === 'a')
    return row
      .map((byte) =>
        (names[byte & 127] ?? ((byte & 127) === 127 ? 'del' : String.fromCharCode(byte & 127))).padStart(width),
      )
      .join('')
  const bytes = Number(format[1])
  let text = ''
  for (let at = 0; at < row.length; at += bytes)
    text += odNumber(row.slice(at, at + bytes), format, bytes).padStart(width)
  return text
}

function odNumber(bytes: readonly number[], format: string, length: number): string {
  let value = 0n
  for (const byte of bytes.toReversed()) value = value * 256n + BigInt(byte)
  if (format.startsWith('d')) return BigInt.asIntN(8 * length, value).toString()
  if (format.startsWith('u')) return value.toString()
  if (format.startsWith('x')) return value.toString(16).padStart(2 * length, '0')
  return value.toString(8).padStart(Math.ceil((8 * length) / 3), '0')
}
