import type { Install } from 'libswarm-core'

/** What the manifest declares. */
export interface Options {
  /** The engines of the pool, `NAME='backend words'` each. */
  readonly child?: readonly string[]
}

/** Makes one engine of many. */
export const install: Install<Options> = () => undefined
