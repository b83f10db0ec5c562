import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownFolder } from './own-folder.js'

const names = [
  'libswarm-backend-aggregate',
  'libswarm-backend-debug',
  'libswarm-backend-forward',
  'libswarm-backend-simulator',
]

/** The folders of the backends that swarmd brings along. One that is gone is where it should be. */
export function standardBackends(): readonly string[] {
  return names.map(folderOf)
}

function folderOf(name: string): string {
  try {
    return dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  } catch {
    return join(ownFolder(), 'node_modules', name)
  }
}
