import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const names = ['libswarm-backend-debug', 'libswarm-backend-forward', 'libswarm-backend-simulator']

/** The folders of the backends that swarmd brings along. */
export function standardBackends(): readonly string[] {
  return names.map((name) => dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))))
}
