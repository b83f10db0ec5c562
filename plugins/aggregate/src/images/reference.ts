import type { Answer } from 'libswarm-core'

/** One image as its engine lists it. */
export type Summary = Answer<'ImageList'>[number]

/** What an engine lists in the place of names that are not there, as moby does before API 1.43. */
const nameless = /^<none>[:@]<none>$/

/** The names that an image has, tags and digests alike. */
export const namesOf = (names: readonly string[] | null | undefined): readonly string[] =>
  (names ?? []).filter((name) => !nameless.test(name))

/**
 * A name of an image as engines list it: `busybox:latest` for `docker.io/library/busybox`, and `busybox@sha256:…` for
 * `busybox:latest@sha256:…` (distribution's `FamiliarString` of what is normalized).
 */
export function familiar(name: string): string {
  const short = name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\/(?=[^/]+$)/, '')
  const [, repository = short, tag, digest] = /^(.*?)(:[^:/@]+)?(@.+)?$/s.exec(short) ?? []
  return digest === undefined ? `${repository}${tag ?? ':latest'}` : `${repository}${digest}`
}

/** An id, or the beginning of one, in hexadecimal digits; undefined for what can be a name alone. */
export function idIn(asked: string): string | undefined {
  const [, digits] = /^(?:sha256:)?([0-9a-f]{1,64})$/.exec(asked) ?? []
  return digits
}

/** Whether an id begins as was asked for. */
export function isIdOf(id: string, asked: string): boolean {
  const digits = idIn(asked)
  return digits !== undefined && id.replace(/^sha256:/, '').startsWith(digits)
}

/** Whether an image is called so: by a tag or a digest, by its id or the beginning of that. */
export function isCalled({ Id, RepoTags, RepoDigests }: Summary, asked: string): boolean {
  const name = familiar(asked)
  return [...namesOf(RepoTags), ...namesOf(RepoDigests)].includes(name) || isIdOf(Id, asked)
}

/** The repository that a name begins with, without tag and digest: `registry:5000/app` of `registry:5000/app:1`. */
export const repositoryOf = (name: string): string => name.replace(/@.*$/, '').replace(/:[^:/]*$/, '')
