import type { Answer } from 'libswarm-core'
import type { Instant } from '../world.js'

/** What an image gives its containers. */
export type ImageConfig = NonNullable<Answer<'ImageInspect'>['Config']>

/** One image that the engine has; a change makes a new one. */
export interface Image {
  /** `sha256:` and 64 hexadecimal digits, made of its name and of nothing else. */
  readonly id: string
  /** Its names as people write them (`busybox:latest`, `quay.io/a/b:1`), the oldest first. */
  readonly tags: readonly string[]
  /** Its names by digest (`busybox@sha256:…`), as a registry gave them. */
  readonly digests: readonly string[]
  readonly created: Instant
  readonly config: ImageConfig
  /** Digests of its layers (`sha256:…`), the lowest first. */
  readonly layers: readonly string[]
  /** Bytes of all layers. */
  readonly size: number
}
