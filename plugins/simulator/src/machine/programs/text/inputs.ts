import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'

/** An input of a program. */
export interface Input {
  readonly fd: number
  readonly name: ByteString
}

/** What a program says of a file that it cannot open, in the words of its flavor. */
export const cannotOpen = (proc: Proc, name: ByteString, reason: string): string =>
  proc.flavor === 'busybox' ? `can't open '${name}': ${reason}` : `${name}: ${reason}`

/** Opens a file to be read, the standard input for `-`; complains and gives undefined where that fails. */
export async function openInput(proc: Proc, name: ByteString, say = cannotOpen): Promise<number | undefined> {
  if (name === '-') return 0
  try {
    return await proc.open(name, { read: true })
  } catch (thrown) {
    await complain(proc, say(proc, name, reasonOf(thrown)))
    return undefined
  }
}

/** As GNU's programs say it, and some of busybox. */
export const plainly = (_: Proc, name: ByteString, reason: string): string => `${name}: ${reason}`

/** What a program says of a file that it cannot read, such as a directory. */
export const cannotRead = (proc: Proc, name: ByteString, reason: string): string =>
  proc.flavor === 'busybox' ? `read error: ${reason}` : `${name}: ${reason}`

/**
 * Runs over the inputs that are named, or the standard input: opens each, and closes it again. Returns whether all could be
 * read, having complained of the others.
 */
export async function eachInput(
  proc: Proc,
  names: readonly ByteString[],
  use: (input: Input, index: number) => Promise<void>,
  { say = cannotOpen, sayRead = cannotRead }: { say?: typeof cannotOpen; sayRead?: typeof cannotRead } = {},
): Promise<boolean> {
  let all = true
  for (const [index, name] of (names.length > 0 ? names : ['-']).entries()) {
    const fd = await openInput(proc, name, say)
    if (fd === undefined) {
      all = false
      continue
    }
    try {
      await use({ fd, name }, index)
    } catch (thrown) {
      await complain(proc, sayRead(proc, name, reasonOf(thrown)))
      all = false
    }
    if (fd !== 0) proc.close(fd)
  }
  return all
}

/** All of an input, counted as memory of the process. */
export async function readWhole(proc: Proc, fd: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    proc.grow(chunk.length)
    chunks.push(Uint8Array.from(chunk))
  }
  return Buffer.concat(chunks)
}
