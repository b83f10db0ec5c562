import type { Fifo, OpenFile, OpenFlags } from '../files/files.js'
import type { Pool } from '../quota.js'
import type { Life } from './life.js'
import { Pipe } from './pipe.js'

/** Opens a fifo, and waits until somebody has opened the other end, unless it is opened for both (fifo(7)). */
export async function openFifo(
  { life, memory }: { readonly life: Life; readonly memory: Pool },
  fifo: Fifo,
  flags: OpenFlags,
): Promise<OpenFile> {
  const pipe = fifo.pipe instanceof Pipe ? fifo.pipe : new Pipe(memory)
  fifo.pipe = pipe
  const hasOther = (): boolean => (flags.write === true ? pipe.hasReader : pipe.hasWriter)
  const file = pipe.open(flags)
  const waits = flags.read !== flags.write && !hasOther()
  if (waits) await life.block((go) => pipe.onOpened(go))
  return file
}
