import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'

/** Passes an input on to an output, as it comes. */
export async function passOn(proc: Proc, from: number, to: number): Promise<void> {
  for (;;) {
    const read = proc.read(from)
    const chunk = read instanceof Promise ? await read : read
    if (chunk === null) return
    const written = proc.write(to, chunk)
    if (written !== undefined) await written
    const turn = proc.tick()
    if (turn !== undefined) await turn
  }
}

/** Opens the one and then the other, copies, and closes both; throws `Errno`. */
export async function copyContent(
  proc: Proc,
  source: number,
  destination: ByteString,
  mode: number,
  exclusive = false,
): Promise<void> {
  const to = await proc.open(destination, { write: true, create: true, truncate: true, exclusive }, mode)
  try {
    await passOn(proc, source, to)
  } finally {
    proc.close(to)
  }
}
