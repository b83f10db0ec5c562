import type { ByteString } from '../../byte-string.js'

/** Without the slashes at its end. */
export function trimSlashes(path: ByteString): ByteString {
  let end = path.length
  while (end > 1 && path[end - 1] === '/') end--
  return path.slice(0, end)
}

/** The last part of a path. */
export function baseOf(path: ByteString): ByteString {
  const trimmed = trimSlashes(path)
  return trimmed === '/' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/** What is before the last part: `.` where there is nothing (dirname(3)). */
export function directoryOf(path: ByteString): ByteString {
  const trimmed = trimSlashes(path)
  const slash = trimmed.lastIndexOf('/')
  if (slash < 0) return '.'
  return trimSlashes(trimmed.slice(0, slash) || '/')
}

/** A name below a path, with one slash between them. */
export const joined = (path: ByteString, name: ByteString): ByteString =>
  path.endsWith('/') ? path + name : `${path}/${name}`
