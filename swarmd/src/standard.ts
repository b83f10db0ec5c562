import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const names = ['libswarm-backend-debug', 'libswarm-backend-forward', 'libswarm-backend-simulator']

/** The folders of the backends that swarmd brings along. One that is gone is where it should be. */
export function standardBackends(): readonly string[] {
  return names.map(folderOf)
}

function folderOf(name: string): string {
  try {
    return dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  } catch {
    return fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url))
  }
}
