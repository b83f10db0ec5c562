/**
 * A number from 0 to 2³²-1 that a text and a seed make, evenly spread: the order of nodes by it depends neither on the
 * order that they came in, nor is it twice the same.
 */
export function drawOf(seed: number, text: string): number {
  // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, and the last steps of MurmurHash3, since the former alone leaves texts
  // that differ in their end near each other.
  let hash = 0x811c9dc5 ^ seed
  hash = mix(hash)
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix(hash)
}

function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return (twice ^ (twice >>> 16)) >>> 0
}
