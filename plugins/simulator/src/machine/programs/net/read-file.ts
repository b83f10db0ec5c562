import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'

/** All of a file, or of the standard input (`-`). What is kept counts as memory of the program. */
export async function readFileOf(proc: Proc, path: ByteString): Promise<Uint8Array> {
  const fd = path === '-' ? 0 : await proc.open(path, { read: true })
  const chunks: Uint8Array[] = []
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    proc.grow(chunk.length)
    chunks.push(Uint8Array.from(chunk))
  }
  if (fd !== 0) proc.close(fd)
  return Buffer.concat(chunks)
}
