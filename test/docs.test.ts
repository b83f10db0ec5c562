import { access, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { statusOf } from 'libswarm-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFile(join(root, path), 'utf8')

const plugins = ['debug', 'simulator', 'forward', 'aggregate', 'template'].map((name) => `plugins/${name}`)
const pagesIn = async (folder: string) =>
  (await readdir(join(root, folder))).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`)

describe('the documentation', () => {
  it('lists every error kind with its status', async () => {
    const rows = [...(await read('docs/lifecycle.md')).matchAll(/^\| `(\w+)` \| (\d{3}) \|$/gm)]
    expect(rows.map(([, kind, status]) => [kind, Number(status)])).to.deep.equal(Object.entries(statusOf))
  })

  it('names files of core and swarmd that are there', async () => {
    const named = [...(await read('docs/lifecycle.md')).matchAll(/(?<![\w/.])((?:\w+\/)*[\w-]+\.ts)\b/g)].map(
      ([, file]) => file!,
    )
    expect(named).to.have.length.greaterThan(20)
    const sources = [
      ...(await readdir(join(root, 'core/src'), { recursive: true })),
      ...(await readdir(join(root, 'swarmd/src'), { recursive: true })),
    ]
    const known = (file: string) => sources.some((source) => `swarmd/src/${source}`.endsWith(file))
    expect(named.filter((file) => !known(file))).to.deep.equal([])
  })

  it('links to what is there', async () => {
    const decisions = (await readdir(join(root, 'docs/decisions'))).map((name) => `docs/decisions/${name}`)
    const docs = (await Promise.all(['docs', 'docs/backends'].map(pagesIn))).flat()
    const packages = ['core', 'swarmd', ...plugins].map((name) => `${name}/README.md`)
    for (const file of ['README.md', 'CONTRIBUTING.md', ...docs, ...decisions, ...packages]) {
      for (const [, target = ''] of (await read(file)).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
        await access(join(root, dirname(file), target)).catch(() => expect.fail(`${file} links to ${target}`))
      }
    }
  })
})
