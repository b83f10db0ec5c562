import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { ByteReader } from './byte-reader.js'

/** A line of the standard input without its end; undefined at the end of that. */
export async function readInput(shell: Shell): Promise<ByteString | undefined> {
  const reader = new ByteReader(shell.proc, 0, shell.traps)
  let line = ''
  for (;;) {
    const got = await reader.next()
    if (got.length !== 1) {
      reader.release()
      return line === '' ? undefined : line
    }
    if (got === '\n') {
      reader.release()
      return line
    }
    line += got
  }
}
