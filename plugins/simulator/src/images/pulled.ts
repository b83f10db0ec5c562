import type { State } from '../state.js'
import type { Platform } from './platform.js'
import { familiar, familiarName, type Reference } from './reference.js'
import type { Listing } from './registry.js'
import { renamed } from './renaming.js'

/** Keeps an image that has come from a registry, under its name there. Returns whether anything is new. */
export function storePulled({ images }: State, reference: Reference, listing: Listing, platform: Platform): boolean {
  const { content } = listing.image(platform)
  const pinned = `${familiarName(reference)}@${listing.digest}`
  const names = reference.digest === undefined ? [pinned, familiar(reference)] : [pinned]
  if (names.every((name) => images.named(name)?.id === content.id)) return false
  const here = images.get(content.id) ?? { ...content, tags: [], digests: [], lastTagged: undefined }
  images.put(renamed(here, { with: names }))
  return true
}
