import type { Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { eachInput } from './inputs.js'

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0)
  return value >>> 0
})

const add = (sum: number, byte: number): number => ((sum << 8) ^ table[(sum >>> 24) ^ byte]!) >>> 0

/** The CRC of POSIX' cksum(1), with the length behind the bytes. */
export const cksum: Program = async (proc) => {
  const words = readOptions(proc, { short: '' })
  if (words === undefined) return 1
  const fine = await eachInput(proc, words.operands, async ({ fd, name }) => {
    let sum = 0
    let length = 0
    for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
      length += chunk.length
      for (const byte of chunk) sum = add(sum, byte)
    }
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) sum = add(sum, rest & 255)
    await proc.write(1, `${~sum >>> 0} ${length}${words.operands.length > 0 ? ` ${name}` : ''}\n`)
  })
  return fine ? 0 : 1
}
