import { identity } from './candidates.js'
import type { IsolationLimits } from './isolate/limits.js'
import type { Checked } from './load.js'

/** Which backends run in processes of their own. A list names some besides those that the host did not bring along. */
export type Isolate = 'none' | 'third-party' | 'all' | readonly string[]

/** Which backends are isolated, and what those may have. */
export interface IsolationOptions {
  /** `none` unless given. What a spec says of itself wins. */
  readonly isolate?: Isolate | undefined
  /** What an isolated backend may have; as of `isolationLimits` unless given. */
  readonly limits?: Partial<IsolationLimits> | undefined
}

/** Whether a backend is to run in a process of its own. */
export async function isIsolated(
  { name, manifest, isolate: own }: Checked,
  { isolate = 'none', standard }: IsolationOptions & { readonly standard: readonly string[] },
): Promise<boolean> {
  if (own !== undefined) return own
  if (isolate === 'none' || isolate === 'all') return isolate === 'all'
  if (isolate !== 'third-party' && isolate.includes(name)) return true
  const brought = await Promise.all(standard.map(identity))
  return !brought.includes(await identity(manifest.folder))
}
