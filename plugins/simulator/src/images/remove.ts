import type { Answer, Job } from 'libswarm-core'
import type { EventMessage } from '../events/log.js'
import type { State } from '../state.js'
import { imageEvent } from './event.js'
import { requireReference } from './reference.js'
import { planRemoval, type Removal } from './removal.js'
import { renamed } from './renaming.js'
import { isIdOf, nameIn, requireImage } from './require.js'
import { labelsOf } from './tag.js'

/** Answers `ImageDelete`. Images here have no parents, so that `noprune` changes nothing. */
export function removeImage(state: State, job: Job<'ImageDelete'>): Answer<'ImageDelete'> {
  if ((job.query.platforms ?? []).length > 0) {
    throw state.error('NotImplemented', 'removing an image for some platforms only is not simulated')
  }
  return [...remove(state, job.path.name, job.query.force === true).records]
}

/** Removes a name, or an image with all of its names. Throws, with nothing changed, where Docker refuses. */
export function remove(state: State, text: string, force: boolean): Removal {
  const { clock, containers, error, events, images } = state
  const image = requireImage(state, text)
  const plan = planRemoval(
    {
      image,
      text,
      name: isIdOf(image, text) ? undefined : nameIn(requireReference(text, error)),
      force,
      others: images.all().filter(({ id }) => id !== image.id),
      users: containers.all().filter(({ imageId }) => imageId === image.id),
    },
    error,
  )
  if (plan.whole) images.delete(image.id)
  else images.put(renamed(image, { without: plan.names }))
  const name = image.id
  const untagged = (): EventMessage => imageEvent('untag', image.id, { ...labelsOf(image), name }, clock.now())
  events.publish([
    ...Array.from({ length: plan.told }, untagged),
    ...(plan.whole ? [imageEvent('delete', image.id, { name }, clock.now())] : []),
  ])
  return plan
}
