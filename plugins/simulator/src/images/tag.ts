import type { Job, ReplyInit } from 'libswarm-core'
import type { State } from '../state.js'
import { imageEvent } from './event.js'
import type { ImageConfig } from './image-record.js'
import { familiar, isTag, requireReference, withDefaultTag, type Reference } from './reference.js'
import { renamed } from './renaming.js'
import { requireImage } from './require.js'

/** Answers `ImageTag`: the name is taken from the image that had it. */
export function tagImage(state: State, job: Job<'ImageTag'>): ReplyInit {
  const { clock, error, events, images } = state
  const wanted = requireReference(job.query.repo ?? '', error)
  const reference = withTag(wanted, job.query.tag ?? '', state)
  const image = requireImage(state, job.path.name)
  const name = familiar(withDefaultTag(reference))
  if (reference.path.split('/').at(-1) === 'sha256' && reference.domain === 'docker.io') {
    throw error('InvalidParameter', 'refusing to create an ambiguous tag using digest algorithm as name')
  }
  const at = clock.now()
  images.put({ ...renamed(image, { with: [name] }), lastTagged: at })
  // Docker tells the name as it was asked for, with `latest` where that was said.
  events.publish([imageEvent('tag', image.id, { ...labelsOf(image), name: familiar(reference) }, at)])
  return { status: 201 }
}

/** The labels that Docker tells with the events of an image. */
export const labelsOf = ({ config }: { readonly config: ImageConfig }): Readonly<Record<string, string>> =>
  config.Labels ?? {}

function withTag(reference: Reference, tag: string, { error }: State): Reference {
  if (tag !== '' && !isTag(tag)) throw error('InvalidParameter', 'invalid tag format')
  if (reference.digest !== undefined) {
    throw error('InvalidParameter', 'refusing to create a tag with a digest reference')
  }
  return tag === '' ? reference : { ...reference, tag }
}
