import type { Job, Result } from 'libswarm-core'
import type { State } from '../state.js'
import type { Sink } from '../streams.js'
import { chainOf } from './layers.js'
import { download, type Step } from './download.js'
import { imageEvent } from './event.js'
import { importImage } from './import.js'
import { matchPlatform, parsePlatform, platforms, platformText, type Platform } from './platform.js'
import { refusePull } from './denied.js'
import { storePulled } from './pulled.js'
import { familiar, familiarName, isDigest, isTag, requireReference, type Reference } from './reference.js'
import { labelsOf } from './tag.js'

/**
 * Answers `ImageCreate`: the progress of a pull. Without a tag all tags of a repository are asked for; a simulated one
 * lists `latest` alone, although it has any other that is asked for.
 */
export function pullImage(
  state: State,
  job: Job<'ImageCreate'>,
): Result<'ImageCreate'> | Promise<Result<'ImageCreate'>> {
  const { error, settings, streams } = state
  const { fromImage = '', tag = '', platform = '' } = job.query
  if (fromImage === '') return importImage(state, job)
  const asked = withTag(requireReference(fromImage, error), tag, state)
  if (familiarName(asked) === 'scratch') {
    throw error('Forbidden', "'scratch' is a reserved name")
  }
  const wanted = platform === '' ? platforms[0] : parsePlatform(platform, error)
  const reference = asked.tag === undefined && asked.digest === undefined ? { ...asked, tag: 'latest' } : asked
  refusePull(reference, settings.deny, error)
  return streams.open(job.signal, (sink) => play(state, sink, pull(state, { asked, reference, wanted })))
}

interface Pull {
  /** As the client said it. */
  readonly asked: Reference
  /** What comes: it has a tag or a digest. */
  readonly reference: Reference
  readonly wanted: Platform
}

/** The whole of a pull; the image is there all at once, at its end. */
function* pull(state: State, { asked, reference, wanted }: Pull): Generator<Step, void> {
  const { clock, events, images, settings } = state
  const pinned = reference.digest === undefined ? undefined : familiar(reference)
  yield { tell: { status: `Pulling from ${reference.path}`, id: pinned ?? reference.tag! } }
  const platform = matchPlatform(wanted)
  if (platform === undefined) {
    const message = `no matching manifest for ${platformText(wanted)} in the manifest list entries`
    yield { tell: { errorDetail: { message }, error: message } }
    return
  }
  const listing = images.registry.listing(reference)
  const { blobs, content } = listing.image(platform)
  if (images.get(content.id) === undefined) {
    const here = new Set(images.all().flatMap((image) => chainOf(image).map(({ id }) => id)))
    const chain = chainOf(content)
    const layers = blobs.map((blob, at) => ({ ...blob, here: here.has(chain[at]!.id) }))
    yield* download(layers, settings.pullSpeed)
  }
  const isNew = storePulled(state, reference, listing, platform)
  const name = familiar(asked)
  const attributes = { ...labelsOf(content), name: familiarName(reference) }
  events.publish([imageEvent('pull', name, attributes, clock.now())])
  yield { tell: { status: `Digest: ${listing.digest}` } }
  yield { tell: { status: `Status: ${isNew ? 'Downloaded newer image' : 'Image is up to date'} for ${name}` } }
}

/** Tells steps as their time comes; returns what breaks off. */
function play({ clock }: State, sink: Sink, steps: Generator<Step, void>): () => void {
  let callOff = (): void => undefined
  let stopped = false
  const go = (): void => {
    while (!stopped) {
      const next = steps.next()
      if (next.done === true) return sink.end()
      if ('wait' in next.value) return void (callOff = clock.at(clock.now() + next.value.wait, go))
      sink.write(next.value.tell)
    }
  }
  go()
  return () => {
    stopped = true
    callOff()
  }
}

/** The query's tag, which may be a digest, comes before the one in the name. */
function withTag(reference: Reference, tag: string, { error }: State): Reference {
  if (tag === '') return reference.digest === undefined ? reference : pinnedTo(reference, reference.digest)
  if (isDigest(tag)) return pinnedTo(reference, tag)
  if (!isTag(tag)) throw error('InvalidParameter', 'invalid tag format')
  return { domain: reference.domain, path: reference.path, tag }
}

const pinnedTo = ({ domain, path }: Reference, digest: string): Reference => ({ domain, path, digest })
