import type { VolumeRequest } from './plan.js'

interface Wanted {
  /** A clean path in the container. */
  readonly destination: string
  readonly mode: string
  readonly writable: boolean
}

/** Something that a new container wants mounted, checked. */
export type WantedMount =
  | (Wanted & { readonly type: 'bind'; readonly source: string; readonly propagation: string })
  | (Wanted & { readonly type: 'volume'; readonly volume: VolumeRequest })
  | (Wanted & { readonly type: 'tmpfs' })
