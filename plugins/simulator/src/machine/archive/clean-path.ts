import type { ByteString } from '../byte-string.js'

/** As Go's `path.Clean`: without `.`, double slashes and what `..` takes back; `.` where nothing is left. */
export function cleanPath(path: ByteString): ByteString {
  const isAbsolute = path.startsWith('/')
  const names: ByteString[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.length > 0 && names.at(-1) !== '..') names.pop()
    else if (!isAbsolute) names.push(name)
  }
  const cleaned = names.join('/')
  return isAbsolute ? `/${cleaned}` : cleaned || '.'
}

/** As Go's `path.Join`. */
export const joinPaths = (...paths: readonly ByteString[]): ByteString =>
  cleanPath(paths.filter((path) => path !== '').join('/'))

/** As Go's `path.Dir`. */
export const directoryOf = (path: ByteString): ByteString => cleanPath(path.slice(0, path.lastIndexOf('/') + 1))

/** Whether a clean, absolute path is a directory or in it. */
export const isWithin = (directory: ByteString, path: ByteString): boolean =>
  directory === '/' || path === directory || path.startsWith(`${directory}/`)
