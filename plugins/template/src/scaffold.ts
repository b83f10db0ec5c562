import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Contents } from './contents.js'
import { Refusal } from './refusal.js'

/** Writes files. Throws a `Refusal` unless the folder is empty but for `.git`, or absent and can be made. */
export async function scaffold(folder: string, contents: Contents): Promise<void> {
  try {
    if (await isOccupied(folder)) throw new Refusal(1, `the folder ${folder} is not empty; nothing was changed`)
    for (const [path, text] of contents) {
      const file = resolve(join(folder, path))
      await makeFolder(dirname(file))
      await writeFile(file, text, { flag: 'wx' })
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown
    throw new Refusal(1, `cannot make ${folder}: ${(thrown as Error).message}`, thrown)
  }
}

async function isOccupied(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).some((name) => name !== '.git')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw thrown
  }
}

// Node's own `recursive` never ends below /proc, where a folder is there and takes none in it.
async function makeFolder(folder: string): Promise<void> {
  const made = await makeOne(folder)
  if (made) return
  await makeFolder(dirname(folder))
  await mkdir(folder)
}

/** Whether the folder is there now; false where the one above it is missing. */
async function makeOne(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT' && dirname(folder) !== folder) return false
    if (code !== 'EEXIST') throw thrown
  }
  return true
}
