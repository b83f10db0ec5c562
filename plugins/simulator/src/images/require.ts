import type { State } from '../state.js'
import type { Image } from './image-record.js'
import {
  familiar,
  familiarName,
  idOf,
  isDigest,
  requireReference,
  withDefaultTag,
  type Reference,
} from './reference.js'

/**
 * The image that a client means: by name, by the beginning of an id that no other one has, by digest. Throws
 * `InvalidParameter` for what is no reference, `NotFound` (`No such image: busybox:latest`) for what is not here.
 */
export function requireImage(state: State, text: string): Image {
  const missing = (name: string): Error => state.error('NotFound', `No such image: ${name}`)
  const { images } = state
  const id = idOf(text)
  if (id !== undefined || isDigest(text)) return images.get(id ?? text) ?? fail(missing(id ?? text))
  const reference = requireReference(text, state.error)
  const found = images.named(nameIn(reference)) ?? beginningWith(state, text)
  if (found === undefined) throw missing(familiar(withDefaultTag(reference)))
  return found
}

/** The image that a text means, as `requireImage`; undefined for what is not here, or is no reference at all. */
export function findImage(state: State, text: string): Image | undefined {
  try {
    return requireImage(state, text)
  } catch {
    return undefined
  }
}

/** The whole name that an image is kept under: a digest comes before a tag. */
export const nameIn = (reference: Reference): string =>
  reference.digest === undefined
    ? familiar(withDefaultTag(reference))
    : `${familiarName(reference)}@${reference.digest}`

/** Whether a client means an image by its id, and not by one of its names. */
export const isIdOf = ({ id }: Image, text: string): boolean =>
  /^(?:sha256:)?[0-9a-f]+$/.test(text) && id.startsWith(`sha256:${text.replace(/^sha256:/, '')}`)

function beginningWith({ images }: State, text: string): Image | undefined {
  const [, prefix] = /^(?:sha256:)?([0-9a-f]+)$/.exec(text) ?? []
  const [first, second] = prefix === undefined ? [] : images.beginningWith(prefix)
  // Docker knows none rather than two.
  return second === undefined ? first : undefined
}

function fail(error: Error): never {
  throw error
}
