import type { Image } from './image-record.js'
import { canonical, parseReference } from './reference.js'

/** Names, whole and as people write them, that an image gets or loses. */
export interface Renaming {
  readonly with?: readonly string[]
  readonly without?: readonly string[]
}

/** An image with other names, in Docker's order. */
export function renamed(image: Image, change: Renaming): Image {
  const lost = new Set(change.without)
  const kept = [...image.tags, ...image.digests].filter((name) => !lost.has(name))
  const names = [...new Set([...kept, ...(change.with ?? [])])]
  return { ...image, ...sorted(names) }
}

/** Names apart by whether they are tags or digests, sorted by their whole form as Docker does. */
export function sorted(names: readonly string[]): Pick<Image, 'tags' | 'digests'> {
  const inOrder = names
    .map((name) => [wholeOf(name), name] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, name]) => name)
  return { tags: inOrder.filter((name) => !isPinned(name)), digests: inOrder.filter(isPinned) }
}

/** Whether a name is by digest. */
export const isPinned = (name: string): boolean => name.includes('@')

/** The name without its tag or digest. */
export const repositoryOf = (name: string): string =>
  isPinned(name) ? name.slice(0, name.indexOf('@')) : name.replace(/:[^/:]*$/, '')

function wholeOf(name: string): string {
  const parsed = parseReference(name)
  return 'refusal' in parsed ? name : canonical(parsed.reference)
}
