import { fromBytes, type ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { eachInput, plainly } from './inputs.js'

interface Counts {
  l: number
  w: number
  m: number
  c: number
  L: number
}
const order = ['l', 'w', 'm', 'c', 'L'] as const
const long = { lines: 'l', words: 'w', chars: 'm', bytes: 'c', 'max-line-length': 'L' }
const none = (): Counts => ({ l: 0, w: 0, m: 0, c: 0, L: 0 })

export const wc: Program = async (proc) => {
  const words = readOptions(proc, { short: 'lwmcL', long })
  if (words === undefined) return 1
  const asked = order.filter((name) => words.has(name))
  const shown = asked.length > 0 ? asked : (['l', 'w', 'c'] as const)
  const output = new Output(proc)
  const width = widthOf(proc, words.operands, shown.length)
  const total = none()
  const print = (counts: Counts, name: ByteString | undefined): void | Promise<void> => {
    const numbers = shown.map((what) => String(counts[what]).padStart(width)).join(' ')
    return output.print(`${numbers}${name === undefined ? '' : ` ${name}`}\n`)
  }
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd, name }) => {
      const counts = none()
      try {
        await count(proc, fd, counts)
      } finally {
        if (proc.flavor === 'gnu' || counts.c > 0 || proc.file(fd)?.stat().kind !== 'directory') {
          await print(counts, words.operands.length > 0 ? name : undefined)
        }
      }
      for (const what of order) total[what] = what === 'L' ? Math.max(total.L, counts.L) : total[what] + counts[what]
    },
    { say: plainly },
  )
  if (words.operands.length > 1) await print(total, 'total')
  await output.flush()
  return fine ? 0 : 1
}

/** GNU's is as wide as all bytes of the files together; what has no size makes it 7. */
function widthOf(proc: Proc, names: readonly ByteString[], columns: number): number {
  if (proc.flavor === 'busybox') return columns === 1 && names.length <= 1 ? 0 : 9
  if (columns === 1 && names.length <= 1) return 0
  let bytes = 0
  let least = 1
  for (const name of names.length > 0 ? names : ['-']) {
    try {
      const stat = name === '-' ? proc.file(0)!.stat() : proc.host.files.stat(name, proc.caller)
      if (stat.kind === 'file') bytes += stat.size
      else least = 7
    } catch {
      continue
    }
  }
  return Math.max(String(bytes).length, least)
}

async function count(proc: Proc, fd: number, counts: Counts): Promise<void> {
  let inWord = false
  let column = 0
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    counts.c += chunk.length
    counts.m += chunk.length
    for (const char of fromBytes(chunk)) {
      const byte = char.charCodeAt(0)
      if (byte === 10) counts.l++
      if (byte === 10 || byte === 13 || byte === 12) {
        counts.L = Math.max(counts.L, column)
        column = 0
      } else if (byte === 9) column += 8 - (column % 8)
      else if (byte >= 32 && byte < 127) column++
      const space = byte === 32 || (byte >= 9 && byte <= 13)
      if (!space && !inWord && byte >= 32 && (byte < 127 || proc.flavor === 'gnu')) counts.w++
      if (space) inWord = false
      else if (byte >= 32 && byte < 127) inWord = true
      else if (byte >= 128 && proc.flavor === 'gnu') inWord = true
    }
  }
  counts.L = Math.max(counts.L, column)
}
