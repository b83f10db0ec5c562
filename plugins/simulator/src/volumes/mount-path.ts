import { posix } from 'node:path'
import type { MakeError } from '../errors.js'

/** A path without `.`, `..`, and slashes that say nothing. */
export function cleanPath(path: string): string {
  const clean = posix.normalize(path)
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean
}

/** Where in a container something is mounted; throws for what is no place for it. */
export function checkTarget(target: string, error: MakeError): string {
  if (target === '') throw error('InvalidParameter', 'field Target must not be empty')
  if (cleanPath(target) === '/') throw error('InvalidParameter', "invalid specification: destination can't be '/'")
  requireAbsolute(target, error)
  return cleanPath(target)
}

/** Throws for a path that is not absolute. */
export function requireAbsolute(path: string, error: MakeError): void {
  if (path.startsWith('/')) return
  throw error('InvalidParameter', `invalid mount path: '${path}' mount path must be absolute`)
}
