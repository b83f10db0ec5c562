import type { Answer, Job } from 'libswarm-core'
import type { State } from '../state.js'
import { platforms } from './platform.js'
import { idOf, requireReference, withDefaultTag } from './reference.js'
import { denialOf, listType } from './registry.js'

/** Answers `DistributionInspect`: what a pull of that name would bring. */
export function inspectDistribution(state: State, job: Job<'DistributionInspect'>): Answer<'DistributionInspect'> {
  const { error, images, settings } = state
  if (idOf(job.path.name) !== undefined) throw error('InvalidParameter', 'no manifest found for full image ID')
  const reference = withDefaultTag(requireReference(job.path.name, error))
  const denial = denialOf(reference, settings.deny)
  if (denial === 'repository') throw error('Forbidden', 'denied: requested access to the resource is denied')
  if (denial === 'manifest') throw error('NotFound', 'manifest unknown: manifest unknown')
  const { digest, size } = images.registry.listing(reference)
  return {
    Descriptor: { mediaType: listType, digest, size },
    Platforms: platforms.map((platform) => ({ ...platform })),
  }
}
