import type { Job } from 'libswarm-core'
import { requireImage } from '../images/require.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'
import { ageOf, type Age } from './age.js'
import type { KeptList } from './answers.js'
import type { Container } from './container.js'
import { select } from './selection.js'

/** Answers `ContainerList`, with what it answered before while that holds. */
export function listContainers(state: State, job: Job<'ContainerList'>): Uint8Array {
  const { containers, images, answers, clock } = state
  const age = ageOf(job.version ?? state.settings.api.max)
  const key = `${age}?${job.search}`
  const now = clock.now()
  const kept = answers.lists.get(key)
  const unchanged = kept?.containers === containers.version && kept.images === images.version
  if (unchanged && now < kept.until) return kept.bytes
  const found = unchanged ? kept.found : select(state, job.query)
  const list = listOf(state, found, { now, age, size: job.query.size === true })
  answers.lists.put(key, list)
  return list.bytes
}

interface Asked {
  readonly now: Instant
  readonly age: Age
  readonly size: boolean
}

function listOf(state: State, found: readonly Container[], { now, age, size }: Asked): KeptList {
  const { containers, images, answers } = state
  const named = imageNames(state)
  let until = Infinity
  const texts = found.map((container) => {
    const imageSize = size ? (images.get(container.imageId)?.size ?? 0) : undefined
    const summary = answers.summaries.textOf(container, { now, age, image: named(container), imageSize })
    until = Math.min(until, summary.until)
    return summary.text
  })
  const bytes = Buffer.from(`[${texts.join(',')}]\n`)
  return { bytes, found, until, containers: containers.version, images: images.version }
}

/** What a list calls a container's image: as the client did, until that means another image or none. */
function imageNames(state: State): (container: Container) => string {
  const ids = new Map<string, string | undefined>()
  return ({ config: { Image = '' }, imageId }) => {
    if (Image === imageId) return imageId
    if (!ids.has(Image)) ids.set(Image, idOf(state, Image))
    return ids.get(Image) === imageId ? Image : imageId
  }
}

function idOf(state: State, text: string): string | undefined {
  try {
    return requireImage(state, text).id
  } catch {
    return undefined
  }
}
