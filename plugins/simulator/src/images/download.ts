import type { Answer } from 'libswarm-core'
import type { Blob } from './content.js'
import { progress } from './progress.js'

type Message = Answer<'ImageCreate'>

/** What to tell of a download, or how many microseconds to wait before what comes next. */
export type Step = { readonly tell: Message } | { readonly wait: number }

const tick = 100_000
const atOnce = 3
const extractedFirst = 32_768

/** A layer that comes, and whether the engine has it already. */
export interface Wanted extends Blob {
  readonly here: boolean
}

/** How layers come, three at a time, at a speed in bytes a second, and are unpacked in their order. */
export function* download(layers: readonly Wanted[], speed: number): Generator<Step> {
  for (const { digest, here } of layers) yield say(here ? 'Already exists' : 'Pulling fs layer', digest)
  const missing = layers.filter(({ here }) => !here).map((layer) => ({ ...layer, come: 0 }))
  for (const { digest } of missing.slice(atOnce)) yield say('Waiting', digest)
  let unpacked = 0
  for (;;) {
    const active = missing.filter(({ come, size }) => come < size).slice(0, atOnce)
    if (active.length === 0) return
    if (speed !== Infinity) yield { wait: tick }
    const share = Math.max(1, Math.round((speed * (tick / 1e6)) / active.length))
    for (const layer of active) {
      layer.come = Math.min(layer.size, layer.come + share)
      yield { tell: progress('Downloading', short(layer.digest), layer.come, layer.size) }
      if (layer.come === layer.size)
        yield* [say('Verifying Checksum', layer.digest), say('Download complete', layer.digest)]
    }
    for (let next = missing[unpacked]; next !== undefined && next.come === next.size; next = missing[++unpacked]) {
      yield* unpack(next)
    }
  }
}

function* unpack({ digest, size }: Blob): Generator<Step> {
  const parts = size > extractedFirst ? [extractedFirst, size] : [size]
  for (const part of parts) yield { tell: progress('Extracting', short(digest), part, size) }
  yield say('Pull complete', digest)
}

const short = (digest: string): string => digest.slice('sha256:'.length, 'sha256:'.length + 12)

const say = (status: string, digest: string): Step => ({ tell: { status, progressDetail: {}, id: short(digest) } })
