import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this very package, wherever in it the running file is. */
export function ownFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve('swarmd/package.json')))
}
