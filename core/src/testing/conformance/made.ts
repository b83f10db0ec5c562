import type { BackendSpec } from '../../backend/contract.js'
import type { Conformance } from './subject.js'

/** A backend made for one instance. */
export interface Made {
  readonly backend: BackendSpec
  readonly from: string | undefined
  readonly close: () => Promise<void>
}

/** Makes the spec of a backend anew. */
export async function make({ backend, from }: Conformance): Promise<Made> {
  const closers: (() => unknown)[] = []
  const made = typeof backend === 'function' ? await backend((close) => closers.unshift(close)) : backend
  const close = async () => {
    for (const closer of closers.splice(0)) await closer()
  }
  return { backend: made, from, close }
}
