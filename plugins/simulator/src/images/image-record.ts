import type { Answer } from 'libswarm-core'
import type { FrozenTree } from '../machine/files/node.js'
import type { Instant } from '../world.js'
import type { Platform } from './platform.js'

/** What an image gives its containers. */
export type ImageConfig = NonNullable<Answer<'ImageInspect'>['Config']>

/** One step of how an image was made; the lowest comes first. */
export interface HistoryEntry {
  readonly created: Instant
  readonly createdBy: string
  /** Bytes of its layer; 0 where it made none. */
  readonly size: number
  /** Of one that was made here. */
  readonly comment?: string
}

/** What of an image its id stands for: it never changes. */
export interface ImageContent {
  /** `sha256:` and 64 hexadecimal digits: the digest of its configuration, made of its name and of nothing else. */
  readonly id: string
  readonly created: Instant
  readonly config: ImageConfig
  readonly platform: Platform
  /** Digests of its layers (`sha256:…`), the lowest first. */
  readonly layers: readonly string[]
  /** Bytes of each layer. */
  readonly layerSizes: readonly number[]
  /** Bytes of all layers. */
  readonly size: number
  readonly history: readonly HistoryEntry[]
  /** What is in it, made when it is first asked for. */
  readonly files: () => FrozenTree
}

/** A layer as it was loaded: the bytes of its archive, packed or not. */
export interface ArchivedLayer {
  readonly chunks: readonly Uint8Array[]
  /** Bytes of all of them. */
  readonly size: number
}

/** An image as it was loaded or imported, to be saved again as it is: what its id and its digests are made of. */
export interface Archived {
  /** The JSON whose digest is the id. */
  readonly config: Uint8Array
  /** The lowest first. */
  readonly layers: readonly ArchivedLayer[]
}

/** One image that the engine has; a change makes a new one. */
export interface Image extends ImageContent {
  /** Its names as people write them (`busybox:latest`, `quay.io/a/b:1`), as Docker sorts them. */
  readonly tags: readonly string[]
  /** Its names by digest (`busybox@sha256:…`), as a registry gave them. */
  readonly digests: readonly string[]
  /** When a client last tagged it; undefined where none has. */
  readonly lastTagged: Instant | undefined
  /** The id of the image that it was made of here; none for one that a registry gave. */
  readonly parent?: string
  /** What it was loaded from; of one that was pulled or made here none is kept. */
  readonly archived?: Archived
  /** Who made it of what, and what for. */
  readonly made?: { readonly container: string; readonly author: string; readonly comment: string }
}
