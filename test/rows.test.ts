import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The numbers of hostile inputs that decision 0011 is about. */
const rows = [...range(1, 30), ...range(32, 59), '60a', '60b', '60c', '60d', '60e', ...range(61, 85)]

describe('the numbered hostile inputs', () => {
  it('each have a test that says its number in its title', async () => {
    const plugins = (await readdir(join(root, 'plugins'))).map((name) => `plugins/${name}`)
    const folders = ['.', 'core', 'swarmd', ...plugins].map((name) => join(root, name, 'test'))
    const texts = await Promise.all(
      (await Promise.all(folders.map(testsOf))).flat().map((file) => readFile(file, 'utf8')),
    )
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\(rows? ([\da-e, ]+)\)/g)].flatMap(([, list = '']) => list.split(/, */)),
    )
    expect(rows.filter((row) => !named.includes(row))).to.deep.equal([])
  })
})

async function testsOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => [])
  return files.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name))
}

function range(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
}
