import type { ByteString } from '../../../byte-string.js'
import type { Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { readOptions } from '../../options.js'
import { readCount } from '../counts.js'
import { bytesOf, cellWidth, formatOf, odRow } from './od-format.js'
import { dump } from './rows.js'

/** od(1): octal words, or as `-t`, `-c`, `-x`, `-b`, `-d` and `-A` say. */
export const od: Program = async (proc) => {
  const long = {
    'address-radix:': 'A',
    'skip-bytes:': 'j',
    'read-bytes:': 'N',
    'format:': 't',
    'output-duplicates': 'v',
    'width::': 'w',
  }
  const words = readOptions(proc, { short: 'A:abcdij:lN:ost:vxw::', long })
  if (words === undefined) return 1
  const radix = words.last('A') ?? 'o'
  const formats = words.options.flatMap(([name, value]) => formatOf(name, value))
  const shown = formats.length > 0 ? formats : ['o2']
  const address = (at: number): string => {
    if (radix === 'n') return ''
    return at.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0')
  }
  const width = Number(words.last('w') ?? 16) || 32
  // GNU's lines of several formats stand below each other.
  const perByte =
    proc.flavor === 'gnu' ? Math.max(...shown.map((format) => (cellWidth(format) ?? 0) / bytesOf(format))) : 0
  const wrong = shown.find((format) => cellWidth(format) === undefined)
  if (wrong !== undefined) {
    await complain(proc, `invalid type string '${wrong}'`)
    return 1
  }
  const common = {
    width,
    all: words.has('v'),
    skip: readCount(words.last('j') ?? '0') ?? 0,
    most: readCount(words.last('N') ?? '') ?? Infinity,
  }
  const show = (row: readonly number[], at: number): ByteString =>
    shown
      .map(
        (format, index) =>
          `${index === 0 ? address(at) : ' '.repeat(address(at).length)}${odRow(row, format, perByte)}\n`,
      )
      .join('')
  return dump(proc, words.operands, { ...common, show, end: (at) => (radix === 'n' ? '' : `${address(at)}\n`) })
}
