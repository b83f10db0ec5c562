import type { Job, ReplyInit } from 'libswarm-core'
import type { Pool } from '../nodes/pool.js'
import type { Placer } from '../place/placer.js'
import { fanOut } from './fan-out.js'
import { targetsOf, withoutConstraints } from './targets.js'

/** Answers `ImageCreate`: pulls or imports on every node that takes containers, or on those that the client says. */
export async function createImage(pool: Pool, placer: Placer, job: Job<'ImageCreate'>): Promise<ReplyInit> {
  const targets = await targetsOf(pool, placer, job)
  // Nothing else comes with a body: `-` is that of the request, anything else an address (moby's `postImagesCreate`).
  const input = job.query.fromSrc === '-' ? job.input : undefined
  return fanOut(pool, targets, withoutConstraints(job), input)
}

/** Answers `ImageLoad` likewise. */
export async function loadImages(pool: Pool, placer: Placer, job: Job<'ImageLoad'>): Promise<ReplyInit> {
  return fanOut(pool, await targetsOf(pool, placer, job), withoutConstraints(job), job.input)
}
