/** The digits of a part without leading zeros; a part that is missing or no number counts as 0. */
const digits = (part = ''): string => (/^\d+$/.test(part) ? part.replace(/^0+/, '') : '')

/** Orders API versions by their parts as numbers, as moby's `versions/compare.go`; answers -1, 0 or 1. */
export const compareVersions = (a: string, b: string): number => {
  const left = a.split('.')
  const right = b.split('.')
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const one = digits(left[at])
    const other = digits(right[at])
    if (one.length !== other.length) return one.length < other.length ? -1 : 1
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}
