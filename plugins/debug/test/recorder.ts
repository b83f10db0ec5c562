import { createDebug, type DebugOptions } from 'libswarm-backend-debug'
import type { InlineBackend } from 'libswarm-core'

/** A debug backend whose output is kept. */
export interface Recorder {
  readonly backend: InlineBackend
  /** All that was printed, with `TIME` and `MS` for what differs from run to run. */
  text(): string
  /** As `text`, in lines. */
  lines(): readonly string[]
}

/** A debug backend whose output is kept. */
export function record(options: Partial<DebugOptions> = {}): Recorder {
  let printed = ''
  const install = createDebug((lines) => void (printed += lines))
  const text = () => printed.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/gm, 'TIME').replace(/\d+ ms/g, 'MS')
  return {
    backend: { name: 'debug', install, simulated: true, options: { quiet: false, v: false, ...options } },
    text,
    lines: () => text().split('\n').slice(0, -1),
  }
}

/** Waits, for five seconds at most, until something is so. */
export async function until(so: () => boolean): Promise<void> {
  const end = Date.now() + 5000
  while (!so()) {
    if (Date.now() > end) throw new Error('it did not come to be so within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
