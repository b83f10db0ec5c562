import type { Answer, Filters, Job } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import { checkFilterNames, fitsLabels, truthOf, valuesOf } from '../filters.js'
import { untilOf } from '../moment.js'
import type { State } from '../state.js'
import { toSeconds } from '../time.js'
import type { Image } from './image-record.js'
import { sharedSize } from './layers.js'
import { compilePattern } from './name-pattern.js'
import { repositoryOf } from './renaming.js'
import { requireImage } from './require.js'

type Summary = Answer<'ImageList'>[number]

const keys = ['dangling', 'label', 'label!', 'before', 'since', 'reference', 'until']

/** Answers `ImageList`: the youngest first. */
export function listImages(state: State, job: Job<'ImageList'>): Answer<'ImageList'> {
  const version = job.version ?? state.settings.api.max
  const asked = withOldFilter(job, version)
  const found = select(state, asked)
  const everything = state.images.all()
  const withSize = job.query['shared-size'] === true && !isOlder(version, '1.42')
  return found.map((image) => ({
    ...summarize(image, version),
    SharedSize: withSize ? sharedSize(image, everything) : -1,
  }))
}

/** What a list says of an image to a client of an API version. */
function summarize(image: Image, version: string): Omit<Summary, 'SharedSize'> {
  const { config, created, digests, id, size, tags } = image
  const isNameless = isOlder(version, '1.43') && tags.length === 0 && digests.length === 0
  return {
    Containers: -1,
    Created: toSeconds(created),
    Id: id,
    Labels: config.Labels ?? null,
    ParentId: '',
    RepoDigests: isNameless ? ['<none>@<none>'] : [...digests],
    RepoTags: isNameless ? ['<none>:<none>'] : [...tags],
    Size: size,
    ...(isOlder(version, '1.44') ? { VirtualSize: size } : {}),
  }
}

/** The images that fit filters, each with the names of it that do. Throws `InvalidParameter`, or `NotFound`. */
function select(state: State, asked: Filters): readonly Image[] {
  const { clock, error, images } = state
  checkFilterNames(asked, keys, state)
  const dangling = truthOf(asked, 'dangling', undefined, state)
  const until = untilOf(asked, clock.now(), error)
  const bound = (key: string): readonly number[] =>
    valuesOf(asked, key).map((text) => requireImage(state, text).created)
  const before = Math.min(until, ...bound('before'))
  const since = Math.max(...bound('since'))
  const patterns = valuesOf(asked, 'reference').map((pattern) => compilePattern(pattern, error))
  const fits = (name: string): boolean =>
    patterns.length === 0 || patterns.some((matches) => matches(name) || matches(repositoryOf(name)))
  return images
    .all()
    .filter(({ created, config }) => created < before && created > since && fitsLabels(asked, config.Labels ?? {}))
    .filter(
      ({ tags, digests }) =>
        (dangling === true ? tags.length === 0 : true) &&
        (dangling === false ? tags.length + digests.length > 0 : true),
    )
    .map((image) => ({ ...image, tags: image.tags.filter(fits), digests: image.digests.filter(fits) }))
    .filter(({ tags, digests }) => patterns.length === 0 || tags.length + digests.length > 0)
    .reverse()
    .sort((a, b) => b.created - a.created)
}

/** Before API 1.41 a query of its own stood for the filter `reference`. */
function withOldFilter(job: Job<'ImageList'>, version: string): Filters {
  const { filter = '', filters = {} } = job.query
  if (filter === '' || !isOlder(version, '1.41')) return filters
  return { ...filters, reference: [...valuesOf(filters, 'reference'), filter] }
}
