/** Which of the 256 bytes are in it: 1 for each that is. */
export type ByteSet = Uint8Array

export const emptySet = (): ByteSet => new Uint8Array(256)

export function addRange(set: ByteSet, from: number, to: number): void {
  for (let byte = from; byte <= to; byte++) set[byte] = 1
}

export const inverted = (set: ByteSet): ByteSet => set.map((has) => 1 - has)

export function addAll(set: ByteSet, other: ByteSet): void {
  for (let byte = 0; byte < 256; byte++) if (other[byte] === 1) set[byte] = 1
}

export function ofRanges(...ranges: readonly (readonly [from: number, to: number])[]): ByteSet {
  const set = emptySet()
  for (const [from, to] of ranges) addRange(set, from, to)
  return set
}

/** Adds the other case of each letter that is in it. */
export function addOtherCase(set: ByteSet): void {
  for (let upper = 65; upper <= 90; upper++) {
    const has = set[upper]! | set[upper + 32]!
    set[upper] = has
    set[upper + 32] = has
  }
}

/** The character classes of the C locale (XBD 7.3.1), by their names. */
export const classes: ReadonlyMap<string, ByteSet> = new Map([
  ['alpha', ofRanges([65, 90], [97, 122])],
  ['digit', ofRanges([48, 57])],
  ['alnum', ofRanges([48, 57], [65, 90], [97, 122])],
  ['upper', ofRanges([65, 90])],
  ['lower', ofRanges([97, 122])],
  ['space', ofRanges([9, 13], [32, 32])],
  ['blank', ofRanges([9, 9], [32, 32])],
  ['punct', ofRanges([33, 47], [58, 64], [91, 96], [123, 126])],
  ['print', ofRanges([32, 126])],
  ['graph', ofRanges([33, 126])],
  ['cntrl', ofRanges([0, 31], [127, 127])],
  ['xdigit', ofRanges([48, 57], [65, 70], [97, 102])],
])

/** Letters, digits and the underscore: what words are made of. */
export const wordSet: ByteSet = ofRanges([48, 57], [65, 90], [95, 95], [97, 122])
