import type { Answer, Job } from 'libswarm-core'
import type { State } from '../state.js'
import { toSeconds } from '../time.js'
import { checkPlatform } from './platform.js'
import { requireImage } from './require.js'

/** Answers `ImageHistory`: the last step first. */
export function imageHistory(state: State, job: Job<'ImageHistory'>): Answer<'ImageHistory'> {
  const image = requireImage(state, job.path.name)
  checkPlatform(image.platform, job.query.platform ?? '', job.path.name, state.error)
  return [...image.history].reverse().map(({ created, createdBy, size, comment }, at) => ({
    Comment: comment ?? (createdBy.includes('#(nop)') ? '' : 'buildkit.dockerfile.v0'),
    Created: toSeconds(created),
    CreatedBy: createdBy,
    Id: at === 0 ? image.id : '<missing>',
    Size: size,
    Tags: at === 0 && image.tags.length > 0 ? [...image.tags] : null,
  }))
}
