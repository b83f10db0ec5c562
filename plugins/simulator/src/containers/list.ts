import type { Job } from 'libswarm-core'
import type { State } from '../state.js'
import type { Instant } from '../world.js'
import { ageOf, type Age } from './age.js'
import type { KeptList, ListPart } from './answers.js'
import type { Container } from './container.js'
import { imageNames } from './image-names.js'
import { sizesOf } from './sizes.js'
import { select } from './selection.js'

/** Answers `ContainerList`, with what it answered before as far as that holds. */
export function listContainers(state: State, job: Job<'ContainerList'>): Uint8Array {
  const { containers, images, answers, clock } = state
  const age = ageOf(job.version ?? state.settings.api.max)
  const key = `${age}?${job.search}`
  const now = clock.now()
  const kept = answers.lists.get(key)
  const unchanged = kept?.containers === containers.version && kept.images === images.version
  if (unchanged && now < kept.until) return kept.bytes
  const size = job.query.size === true
  const asked = { now, age, size }
  const parts = unchanged
    ? kept.parts.map((part) => (now < part.until ? part : partOf(state, part.found, asked)))
    : inParts(select(state, job.query)).map((found) => partOf(state, found, asked))
  const list = { ...joined(parts), parts, containers: containers.version, images: images.version }
  // What files take changes without a word to anybody: a list with sizes is made each time.
  if (!size) answers.lists.put(key, list)
  return list.bytes
}

interface Asked {
  readonly now: Instant
  readonly age: Age
  readonly size: boolean
}

// A status that becomes another makes so many containers be written anew, and the rest be copied.
const partLength = 32

function inParts(found: readonly Container[]): readonly (readonly Container[])[] {
  const count = Math.ceil(found.length / partLength)
  return Array.from({ length: count }, (_, at) => found.slice(at * partLength, (at + 1) * partLength))
}

function partOf(state: State, found: readonly Container[], { now, age, size }: Asked): ListPart {
  const { answers } = state
  const named = imageNames(state)
  let until = Infinity
  const texts = found.map((container) => {
    const sizes = size ? sizesOf(state, container) : undefined
    const summary = answers.summaries.textOf(container, { now, age, image: named(container), sizes })
    until = Math.min(until, summary.until)
    return summary.text
  })
  return { bytes: Buffer.from(texts.join(',')), found, until }
}

function joined(parts: readonly ListPart[]): Pick<KeptList, 'bytes' | 'until'> {
  const pieces = parts.flatMap(({ bytes }, at) => (at === 0 ? [bytes] : [comma, bytes]))
  return {
    bytes: Buffer.concat([Buffer.from('['), ...pieces, Buffer.from(']\n')]),
    until: parts.reduce((until, part) => Math.min(until, part.until), Infinity),
  }
}

const comma = Buffer.from(',')
