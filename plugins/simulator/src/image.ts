import { contentOf } from './images/content.js'
import { platforms } from './images/platform.js'
import { idOf, parseReference, withDefaultTag } from './images/reference.js'

/**
 * The id of the image that a reference means in a registry: stable, made of the whole reference
 * (`docker.io/library/busybox:latest`). Every well-formed reference means an image; undefined for any other.
 */
export function imageIdOf(text: string): string | undefined {
  if (text.startsWith('sha256:') && idOf(text) !== undefined) return text
  const parsed = parseReference(text)
  if ('refusal' in parsed) return undefined
  const { domain, path, digest } = parsed.reference
  const reference = digest === undefined ? withDefaultTag(parsed.reference) : { domain, path, digest }
  return contentOf(reference, platforms[0]).content.id
}
