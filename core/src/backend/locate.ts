import { access, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { shared } from './shared.js'

/** The package that a folder is in: the nearest folder with a `package.json`, from here up. */
export async function packageFolder(from: string): Promise<string | undefined> {
  for (const folder of upwards(from)) if (await exists(join(folder, 'package.json'))) return folder
  return undefined
}

/** Node's own lookup of a package's folder: `node_modules` here, then in each folder above. */
export async function locate(packageName: string, from: string): Promise<string | undefined> {
  for (const folder of upwards(from)) {
    if (basename(folder) === 'node_modules') continue
    const found = join(folder, 'node_modules', packageName)
    if (await isFolder(found)) return found
  }
  return undefined
}

/** Whether there is such a folder, or a link to one. */
export const isFolder = shared((path) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  ),
)

function* upwards(from: string): Generator<string> {
  let folder = resolve(from)
  while (dirname(folder) !== folder) {
    yield folder
    folder = dirname(folder)
  }
  yield folder
}

const exists = shared((file) =>
  access(file).then(
    () => true,
    () => false,
  ),
)
