import type { Answer, Job } from 'libswarm-core'
import { configFields } from '../containers/config-fields.js'
import { commandOf, type Config, type Container } from '../containers/container.js'
import { containerEvent } from '../containers/event.js'
import { mergeImage } from '../containers/merge-image.js'
import { isObject, mismatch, readFields } from '../containers/read-fields.js'
import { resolve } from '../containers/resolve.js'
import type { MakeError } from '../errors.js'
import { digest } from '../digest.js'
import type { State } from '../state.js'
import { toRfc3339 } from '../time.js'
import type { Instant } from '../world.js'
import { applyChanges, linesOf } from './commit-changes.js'
import { imageEvent } from './event.js'
import type { Image } from './image-record.js'
import { platforms } from './platform.js'
import { familiar, isTag, requireReference, withDefaultTag, type Reference } from './reference.js'
import { renamed } from './renaming.js'
import { labelsOf } from './tag.js'

/** Answers `ImageCommit`: an image of a container's files and configuration, as they are. */
export function commitContainer(state: State, job: Job<'ImageCommit'>): Answer<'ImageCommit'> {
  const { clock, containers, error, events, images } = state
  const {
    container: asked = '',
    repo = '',
    tag = '',
    comment = '',
    author = '',
    changes = [],
    pause = true,
  } = job.query
  const reference = repo === '' ? undefined : tagged(requireReference(repo, error), tag, state)
  const container = resolve(containers, asked, error)
  const given: Config = readFields(bodyOf(job, error), configFields, 'Config', error)
  const config = applyChanges(mergeImage(given, container.config), linesOf(changes), state)
  const at = clock.now()
  const image = imageOf(state, container, { config, comment, author, at })
  const names = reference === undefined ? [] : [familiar(reference)]
  images.put(renamed(image, { with: names }))
  // It is done at once, whether anything is halted for it or not.
  const halts = pause && container.run.phase === 'running'
  events.publish([
    ...(halts ? [containerEvent(container, 'pause', at)] : []),
    ...names.map((name) => imageEvent('tag', image.id, { ...labelsOf(image), name }, clock.now())),
    containerEvent(container, 'commit', clock.now(), { comment, imageID: image.id, imageRef: names[0] ?? '' }),
    ...(halts ? [containerEvent(container, 'unpause', clock.now())] : []),
  ])
  return { Id: image.id }
}

function bodyOf(job: Job<'ImageCommit'>, error: MakeError): Record<string, unknown> {
  // What docker sends up to 20.10, with nothing to change.
  if (job.raw !== undefined && Buffer.from(job.raw).toString().trim() === 'null') return {}
  const body: unknown = job.body
  if (body === undefined) return {}
  if (!isObject(body)) throw mismatch(body, 'value', 'container.Config', error)
  return body
}

function tagged(reference: Reference, tag: string, { error }: State): Reference {
  if (tag !== '' && !isTag(tag)) throw error('InvalidParameter', 'invalid tag format')
  return withDefaultTag(tag === '' ? reference : { ...reference, tag })
}

interface Making {
  readonly config: Image['config']
  readonly comment: string
  readonly author: string
  readonly at: Instant
}

function imageOf({ images, machines, random }: State, container: Container, making: Making): Image {
  const { config, comment, author, at } = making
  const base = images.get(container.imageId)
  const tree = machines.treeOf(container)
  const size = tree.changedSize
  const layer = `sha256:${digest(Buffer.from(random(32)).toString('hex'))}`
  const createdBy = commandOf(container).join(' ')
  const layers = [...(base?.layers ?? []), layer]
  const id = `sha256:${digest(JSON.stringify({ config, created: toRfc3339(at), author, comment, layers }))}`
  const frozen = tree.freeze()
  return {
    id,
    created: at,
    config,
    platform: base?.platform ?? platforms[0],
    layers,
    layerSizes: [...(base?.layerSizes ?? []), size],
    size: (base?.size ?? 0) + size,
    history: [...(base?.history ?? []), { created: at, createdBy, size, comment }],
    files: () => frozen,
    tags: [],
    digests: [],
    lastTagged: undefined,
    ...(base === undefined ? {} : { parent: base.id }),
    made: { container: container.id, author, comment },
  }
}
