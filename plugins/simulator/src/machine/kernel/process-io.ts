import { toBytes, type ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { OpenFile } from '../files/files.js'
import { isBlocking, type BlockingFile } from './blocking-file.js'
import type { Life } from './life.js'

/** Reads from an open file; waits where there is nothing yet. */
export function readFrom(life: Life, file: OpenFile, atMost: number): Uint8Array | null | Promise<Uint8Array | null> {
  if (!isBlocking(file)) return file.read(atMost)
  const got = file.tryRead(atMost)
  return got === undefined ? waitToRead(life, file, atMost) : got
}

async function waitToRead(life: Life, file: BlockingFile, atMost: number): Promise<Uint8Array | null> {
  for (;;) {
    await life.block((go) => file.onReadable(go))
    const got = file.tryRead(atMost)
    if (got !== undefined) return got
  }
}

/** Writes all of it to an open file; waits where there is no room. `broken` is called where nobody will read it. */
export function writeTo(
  life: Life,
  file: OpenFile,
  data: Uint8Array | ByteString,
  broken: () => void,
): void | Promise<void> {
  const bytes = typeof data === 'string' ? toBytes(data) : data
  if (!isBlocking(file)) return file.write(bytes)
  const rest = fill(file, bytes, broken)
  if (rest.length > 0) return waitToWrite(life, file, rest, broken)
}

async function waitToWrite(life: Life, file: BlockingFile, bytes: Uint8Array, broken: () => void): Promise<void> {
  for (let rest = bytes; rest.length > 0;) {
    await life.block((go) => file.onWritable(go))
    rest = fill(file, rest, broken)
  }
}

/**
 * Writes until no more is taken: who reads may have gone, or have read, in the midst of it (a write may cost another process
 * its life, for want of memory), and nobody tells of that again. Returns the rest.
 */
function fill(file: BlockingFile, bytes: Uint8Array, broken: () => void): Uint8Array {
  for (let before = bytes; ;) {
    const rest = tryWrite(file, before, broken)
    if (rest.length === 0 || rest.length === before.length) return rest
    before = rest
  }
}

function tryWrite(file: BlockingFile, bytes: Uint8Array, broken: () => void): Uint8Array {
  if (bytes.length === 0) return bytes
  try {
    return bytes.subarray(file.tryWrite(bytes))
  } catch (thrown) {
    if (thrown instanceof Errno && thrown.code === 'EPIPE') broken()
    throw thrown
  }
}
