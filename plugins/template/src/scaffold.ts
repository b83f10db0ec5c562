import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Refusal } from './refusal.js'

/** What stands for `{{key}}` in the files. */
export type Values = Readonly<Record<string, string>>

const source = new URL('../files/', import.meta.url)

// npm leaves a `.gitignore` out of the packages it makes.
const renamed: Readonly<Record<string, string>> = { gitignore: '.gitignore' }

/** Writes a copy of every file of `files/`. Throws a `Refusal` unless the folder is empty, or absent and can be made. */
export async function scaffold(folder: string, values: Values): Promise<void> {
  try {
    if (await isOccupied(folder)) throw new Refusal(1, `the folder ${folder} is not empty; nothing was changed`)
    await makeFolder(resolve(folder))
    for (const name of await readdir(source)) {
      const text = await readFile(new URL(name, source), 'utf8')
      await writeFile(join(folder, renamed[name] ?? name), fill(text, values), { flag: 'wx' })
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown
    throw new Refusal(1, `cannot make ${folder}: ${(thrown as Error).message}`, thrown)
  }
}

async function isOccupied(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length > 0
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

function fill(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (placeholder, key: string) => values[key] ?? placeholder)
}
