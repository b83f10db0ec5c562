import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A code block of a page. */
export interface Block {
  readonly language: string
  /** What stands behind the language: a file, and where in it the block belongs. */
  readonly place: string
  readonly text: string
}

/** The code blocks of a page, in their order. */
export async function blocksOf(page: string): Promise<readonly Block[]> {
  const text = await readFile(join(root, page), 'utf8')
  return [...text.matchAll(/^```(\w+)(?: ([^\n]+))?\n([^]*?)^```$/gm)].map(
    ([, language = '', place = '', block = '']) => ({
      language,
      place,
      text: block,
    }),
  )
}

/** Does in a package what a reader does with a block: makes a file of it, or puts it where its place says. */
export async function apply({ language, place, text }: Block, folder: string): Promise<void> {
  const [name = '', ...where] = place.split(' ')
  const file = join(folder, name)
  if (language === 'json') {
    const [now, change] = [await readFile(file, 'utf8'), text].map((json) => JSON.parse(json) as object)
    return writeFile(file, JSON.stringify({ ...now, ...change }, undefined, 2))
  }
  const put = ways[where.join(' ')]
  if (put === undefined) throw new Error(`a code block is to be put ${JSON.stringify(place)}`)
  await writeFile(file, put(text, where.length === 0 ? '' : await readFile(file, 'utf8')))
}

const ways: Readonly<Record<string, (block: string, file: string) => string>> = {
  '': (block) => block,
  'at the end': (block, file) => `${file}\n${block}`,
  'at the end of install': (block, file) => {
    const end = file.indexOf('\n}\n', file.indexOf('export const install')) + 1
    return `${file.slice(0, end)}\n${block}${file.slice(end)}`
  },
}

/** Gives a package all that this repository has installed, as `npm install` would when it is published. */
export async function linkModules(folder: string): Promise<void> {
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
}
