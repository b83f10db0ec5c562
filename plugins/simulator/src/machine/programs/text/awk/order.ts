import type { ByteString } from '../../../byte-string.js'
import type { Flavor } from '../../../kernel/proc.js'

const sizes = [61, 251, 1021, 4093, 16381, 65521]

/**
 * The keys of an array in the order in which `for (key in array)` has them: by text in mawk, by their places in a hash
 * table in busybox.
 */
export function orderedKeys(keys: readonly ByteString[], flavor: Flavor): readonly ByteString[] {
  if (flavor === 'gnu') return [...keys].sort()
  const size = sizes.find((size) => keys.length <= size * 10) ?? sizes.at(-1)!
  const placed = keys.map((key, index) => ({ key, index, place: hashOf(key) % size }))
  return placed.sort((a, b) => a.place - b.place || b.index - a.index).map(({ key }) => key)
}

function hashOf(key: ByteString): number {
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 63) + key.charCodeAt(at)) >>> 0
  return hash
}
