import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The numbers of hostile inputs that decision 0011 is about. */
const rows = [...range(2, 10), ...range(20, 22), ...range(25, 27), ...range(32, 41), 51, 71, 72, ...range(76, 84)]

describe('the numbered hostile inputs', () => {
  it('each have a test that says its number in its title', async () => {
    const plugins = (await readdir(join(root, 'plugins'))).map((name) => `plugins/${name}`)
    const folders = ['.', 'core', 'swarmd', ...plugins].map((name) => join(root, name, 'test'))
    const texts = await Promise.all(
      (await Promise.all(folders.map(testsOf))).flat().map((file) => readFile(file, 'utf8')),
    )
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\(rows? ([\d, ]+)\)/g)].flatMap(([, list = '']) => list.split(/\D+/)),
    )
    expect(rows.filter((row) => !named.includes(String(row)))).to.deep.equal([])
  })
})

async function testsOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => [])
  return files.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name))
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
