/** Whether one API version comes before another, their parts read as numbers of any length. */
export function isOlder(version: string, than: string): boolean {
  const left = version.split('.')
  const right = than.split('.')
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const one = digits(left[at])
    const other = digits(right[at])
    if (one.length !== other.length) return one.length < other.length
    if (one !== other) return one < other
  }
  return false
}

const digits = (part = ''): string => (/^\d+$/.test(part) ? part.replace(/^0+/, '') : '')

/** The oldest API version of a client that is served where the engine has left it behind. */
export const oldestBridged = '1.24'
