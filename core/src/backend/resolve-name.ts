import { isAbsolute } from 'node:path'
import { swarmError } from '../errors.js'

const prefix = 'libswarm-backend-'
const forms = 'a backend is named foo, @scope/foo, or by the path of its folder (./foo)'

/** Whether a name is a path to a package folder (`.`, `./x`, `../x`, `/x`). */
export function isPath(name: string): boolean {
  return name === '.' || name === '..' || /^\.{1,2}\//.test(name) || isAbsolute(name)
}

/**
 * The package of a backend's name: `debug` → `libswarm-backend-debug`, `@me/x` → `@me/libswarm-backend-x`; a package's
 * name in full is itself. Throws `InvalidParameter` for what cannot be the name of a package.
 */
export function packageOf(name: string): string {
  const [, scope = '', own] = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?([A-Za-z0-9_~-][A-Za-z0-9._~-]*)$/.exec(name) ?? []
  if (own === undefined || own === prefix) throw invalidName(name)
  return scope + (own.startsWith(prefix) ? own : prefix + own)
}

/** The short name of a backend's package, or undefined for any other package: the reverse of `packageOf`. */
export function nameOf(packageName: string): string | undefined {
  const [, scope = '', own] = /^(@[^/]+\/)?libswarm-backend-([^/]+)$/.exec(packageName) ?? []
  if (own === undefined || !isPackageName(packageName)) return undefined
  return own.startsWith(prefix) ? packageName : scope + own
}

/** Whether npm takes a name for a new package: lower-case, at most 214 characters. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name)
}

/** The error for a name that no backend can have. */
export function invalidName(name: string, why?: string): Error {
  const reason = why === undefined ? forms : `${why}; ${forms}`
  return swarmError('InvalidParameter', `invalid backend name ${JSON.stringify(name)}: ${reason}`)
}
