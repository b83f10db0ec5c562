import type { Answer, Job } from 'libswarm-core'
import { digest } from '../digest.js'
import { checkFilterNames, invalidFilter, truthOf, valuesOf } from '../filters.js'
import type { State } from '../state.js'
import { families } from './families.js'
import { fitsGlob } from './registry.js'

type Found = Required<Answer<'ImageSearch'>[number]>

const keys = ['is-automated', 'is-official', 'stars']
const usual = 25

/** Answers `ImageSearch`: the official images that the term is in, and some of users that are made of the term. */
export function searchImages(state: State, job: Job<'ImageSearch'>): Answer<'ImageSearch'> {
  const { error, settings } = state
  const { term = '', filters = {}, limit = usual } = job.query
  checkFilterNames(filters, keys, state)
  const isOfficial = truthOf(filters, 'is-official', undefined, state)
  const isAutomated = truthOf(filters, 'is-automated', undefined, state)
  const stars = valuesOf(filters, 'stars').map((text) => {
    if (!/^[+-]?\d+$/.test(text)) throw invalidFilter(`'stars=${text}'`, state)
    return Number(text)
  })
  if (limit < 1 || limit > 100) throw error('InvalidParameter', `Limit ${limit} is outside the range of [1, 100]`)
  if (/^https?:\/\//.test(term)) {
    throw error('InvalidParameter', 'Invalid repository name (ex: "registry.domain.tld/myrepos")')
  }
  return everythingWith(term)
    .filter(({ name }) => !settings.deny.some((pattern) => fitsGlob(pattern, name)))
    .slice(0, limit)
    .filter((found) => isOfficial === undefined || found.is_official === isOfficial)
    .filter((found) => isAutomated === undefined || found.is_automated === isAutomated)
    .filter((found) => stars.every((least) => found.star_count >= least))
}

function everythingWith(term: string): readonly Found[] {
  const asked = term.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '')
  const official = Object.entries(families)
    .filter(([name]) => name.includes(asked))
    .map(([name, { about, stars }]) => found(name, about, stars, true))
  return [...official, ...communityOf(asked)].sort((a, b) => b.star_count - a.star_count)
}

const users = ['bitnami', 'cimg', 'circleci', 'linuxserver', 'rancher', 'ubuntu']

/** What users have made of it; nothing for what could not be a name. */
function communityOf(term: string): readonly Found[] {
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(term) || term.length > 64) return []
  return users.map((user) => {
    const stars = Number.parseInt(digest(`${user}/${term}`).slice(0, 2), 16)
    return found(`${user}/${term}`, `${term} by ${user}`, stars, false)
  })
}

const found = (name: string, description: string, stars: number, isOfficial: boolean): Found => ({
  star_count: stars,
  is_official: isOfficial,
  name,
  is_automated: false,
  description,
})
