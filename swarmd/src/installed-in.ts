import { realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { ownFolder } from './own-folder.js'

/**
 * The folder whose `node_modules` this very package is installed in: a project, npm's global prefix, a cache of npx.
 * Undefined where it is in none.
 */
export async function installedIn(script = process.argv[1]): Promise<string | undefined> {
  const own = await realpath(ownFolder())
  // A store outside of the project says nothing of it; the path that was run does, before its links are followed.
  const folders = [...above(script ?? own), ...above(own)].filter((folder) => !isInStore(folder))
  const same = await Promise.all(folders.map((folder) => isSame(join(folder, 'node_modules', 'swarmd'), own)))
  return folders.find((_, index) => same[index])
}

/** A package manager's own folders have every package in a `node_modules`; nobody has installed them there. */
function isInStore(folder: string): boolean {
  return folder.split(sep).includes('.pnpm')
}

async function isSame(folder: string, own: string): Promise<boolean> {
  return realpath(folder).then(
    (real) => real === own,
    () => false,
  )
}

function above(path: string): readonly string[] {
  const folder = dirname(path)
  return folder === path ? [] : [folder, ...above(folder)]
}
