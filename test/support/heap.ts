import { once } from 'node:events'
import type { Swarmd } from './swarmd.js'

/** The environment of a `swarmd` whose heap can be asked for. */
export const withHeap = {
  NODE_OPTIONS: `--import ${new URL('./heap-process.js', import.meta.url).href}`,
}

/** How much of the memory of such a `swarmd` is in use once its garbage is collected, buffers with it, in MiB. */
export async function heapOf({ child }: Swarmd): Promise<number> {
  const told = once(child, 'message')
  child.send('heap')
  const [{ alive }] = (await told) as [{ readonly alive: number }]
  return alive
}
