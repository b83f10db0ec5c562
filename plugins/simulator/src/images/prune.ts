import type { Answer, Job } from 'libswarm-core'
import { checkFilterNames, fitsLabels, truthOf } from '../filters.js'
import { untilOf } from '../moment.js'
import type { State } from '../state.js'
import { imageEvent } from './event.js'
import type { Image } from './image-record.js'
import { namesOf, type Removal } from './removal.js'
import { remove } from './remove.js'

/**
 * Answers `ImagePrune`: the images without a tag, or with `dangling=false` all that no container uses. Of an image that
 * one uses the names go as well, but for the last.
 */
export function pruneImages(state: State, job: Job<'ImagePrune'>): Answer<'ImagePrune'> {
  const { clock, error, events, images } = state
  const asked = job.query.filters ?? {}
  checkFilterNames(asked, ['dangling', 'label', 'label!', 'until'], state)
  const until = untilOf(asked, clock.now(), error)
  const danglingOnly = truthOf(asked, 'dangling', true, state)
  const removals = images
    .all()
    .filter(({ created, config }) => created <= until && fitsLabels(asked, config.Labels ?? {}))
    .filter(({ tags }) => !danglingOnly || tags.length === 0)
    .flatMap((image) => pruned(state, image))
  const records = removals.flatMap((removal) => removal.records)
  const reclaimed = removals.reduce((sum, { freed }) => sum + freed, 0)
  events.publish([imageEvent('prune', '', { reclaimed: String(reclaimed) }, clock.now())])
  return { ImagesDeleted: records.length === 0 ? null : records, SpaceReclaimed: reclaimed }
}

function pruned(state: State, image: Image): readonly Removal[] {
  const names = namesOf(image)
  return (names.length === 0 ? [image.id] : names).flatMap((name) => {
    // One that is in use stays, and one that went with another name is no longer there.
    try {
      return [remove(state, name, false)]
    } catch {
      return []
    }
  })
}
