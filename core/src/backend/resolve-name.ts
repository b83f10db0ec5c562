import { isAbsolute } from 'node:path'
import { swarmError } from '../errors.js'

const prefix = 'libswarm-backend-'

/** Whether a name is a path to a package folder (`.`, `./x`, `../x`, `/x`). */
export function isPath(name: string): boolean {
  return name === '.' || name === '..' || /^\.{1,2}\//.test(name) || isAbsolute(name)
}

/** The package of a backend's name: `debug` → `libswarm-backend-debug`, `@me/x` → `@me/libswarm-backend-x`. */
export function packageOf(name: string): string {
  const [, scope = '', own] = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?([A-Za-z0-9_~-][A-Za-z0-9._~-]*)$/.exec(name) ?? []
  if (own === undefined) {
    throw swarmError(
      'InvalidParameter',
      `invalid backend name ${JSON.stringify(name)}: a backend is named foo, @scope/foo, or by the path of its folder (./foo)`,
    )
  }
  return scope + (own.startsWith(prefix) ? own : prefix + own)
}

/** The name of a backend's package, or undefined for any other package. */
export function nameOf(packageName: string): string | undefined {
  const [, scope = '', own] = /^(@[^/]+\/)?libswarm-backend-(.+)$/.exec(packageName) ?? []
  return own === undefined ? undefined : scope + own
}
