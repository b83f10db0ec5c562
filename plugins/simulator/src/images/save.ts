import type { Job, ReplyInit } from 'libswarm-core'
import { streamOf } from '../archive/stream-of.js'
import type { State } from '../state.js'
import { archiveOf, prepare, type Chosen } from './archive/write-archive.js'
import { imageEvent } from './event.js'
import { familiar, idOf, isDigest, parseReference, requireReference } from './reference.js'
import { repositoryOf } from './renaming.js'
import { nameIn, requireImage } from './require.js'

/** Answers `ImageGet`: an archive of one image, or of all tags of a repository. */
export const saveImage = (state: State, job: Job<'ImageGet'>): Promise<ReplyInit> => save(state, [job.path.name], job)

/** Answers `ImageGetAll`: an archive of several images. */
export const saveImages = (state: State, job: Job<'ImageGetAll'>): Promise<ReplyInit> =>
  save(state, job.query.names ?? [], job)

async function save(state: State, names: readonly string[], job: Job<'ImageGet' | 'ImageGetAll'>): Promise<ReplyInit> {
  const { clock, error, events } = state
  const chosen = choose(state, names)
  const saving = await Promise.all(chosen.map((one) => prepare(one, job.signal, error)))
  events.publish(chosen.map(({ image: { id } }) => imageEvent('save', id, { name: id }, clock.now())))
  const body = streamOf(archiveOf(saving))
  return { status: 200, headers: { 'Content-Type': 'application/x-tar' }, body }
}

/** The images that names mean, each once, with those of its tags that were asked for. */
function choose(state: State, names: readonly string[]): readonly Chosen[] {
  const chosen = new Map<string, Chosen>()
  for (const { image, tags } of names.flatMap((name) => meant(state, name))) {
    const before = chosen.get(image.id)?.tags ?? []
    chosen.set(image.id, { image, tags: [...new Set([...before, ...tags])] })
  }
  return [...chosen.values()]
}

/** What one name means (moby `image/tarexport/save.go`, `parseNames`). */
function meant(state: State, name: string): readonly Chosen[] {
  const { error, images } = state
  if (idOf(name) !== undefined || isDigest(name)) return [{ image: requireImage(state, name), tags: [] }]
  const parsed = parseReference(name)
  if ('refusal' in parsed) throw error('InvalidParameter', parsed.refusal)
  const { reference } = parsed
  if (reference.tag === undefined && reference.digest === undefined) return allTagsOf(state, name)
  const image = images.named(nameIn(reference))
  if (image === undefined) throw error('NotFound', 'reference does not exist')
  return [{ image, tags: reference.digest === undefined ? [familiar(reference)] : [] }]
}

/** A name without a tag is a repository; where it is none, the beginning of an id. */
function allTagsOf(state: State, name: string): readonly Chosen[] {
  const { error, images } = state
  const repository = familiar(requireReference(name, error))
  const tagged = images.all().flatMap((image) => {
    const tags = image.tags.filter((tag) => repositoryOf(tag) === repository)
    return tags.length === 0 ? [] : [{ image, tags }]
  })
  if (tagged.length > 0) return tagged
  const [, prefix] = /^([0-9a-f]+)$/.exec(name) ?? []
  const [found, another] = prefix === undefined ? [] : images.beginningWith(prefix)
  if (found === undefined || another !== undefined) throw error('NotFound', `No such image: ${name}`)
  return [{ image: found, tags: [] }]
}
