import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { statusOf } from 'libswarm-core'
import { membersOf, wordsOf } from './support/members.js'
import { run } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'
import { namesIn, quotedIn, tableBehind } from './support/tables.js'
import { blocksOf, linkModules } from './support/tutorial.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = await readFile(join(root, 'docs/backends/reference.md'), 'utf8')

/** Tables that name each member of an interface, by what stands before them. */
const tables: readonly (readonly [before: string, file: string, name: string])[] = [
  ['### The handle', 'backend/contract.d.ts', 'EngineHandle'],
  ['## Jobs', 'engine/job.d.ts', 'Job'],
  ['resolves to a **reply**', 'engine/reply.d.ts', 'Reply'],
  ['### Options', 'backend/option-table.d.ts', 'OptionSpec'],
]

describe('docs/backends/reference.md', () => {
  for (const [before, file, name] of tables) {
    it(`names every member of ${name}, and no other`, async () => {
      expect(namesIn(tableBehind(page, before))).to.have.members(await membersOf(file, name))
    })
  }

  it('names every key of the manifest, and no other', async () => {
    const source = await readFile(join(root, 'core/build/backend/check-manifest.js'), 'utf8')
    const keys = quotedIn(/^const keys = (.+);$/m.exec(source)?.[1])
    const named = namesIn(tableBehind(page, '## The package')).filter((name) => name.startsWith('libswarm.'))
    expect(named).to.have.members(keys.map((key) => `libswarm.${key}`))
  })

  it('names every type that an option may have', async () => {
    const [, cell] = tableBehind(page, '### Options').find(([name]) => name === '`type`') ?? []
    expect(quotedIn(cell)).to.have.members(await wordsOf('backend/option-table.d.ts', 'OptionSpec', 'type'))
  })

  it('names every reply kind, and no other', async () => {
    expect(namesIn(tableBehind(page, '## Results'))).to.have.members(await wordsOf('api/row.d.ts', 'ReplyKind'))
  })

  it('names every error kind with its status', () => {
    const rows = tableBehind(page, '## Errors').map(([kind = '', status]) => [kind.slice(1, -1), Number(status)])
    expect(rows).to.deep.equal(Object.entries(statusOf))
  })

  it('has code that compiles', async () => {
    const sources = (await blocksOf('docs/backends/reference.md')).filter(({ language }) => language === 'ts')
    expect(sources).to.have.length.greaterThan(0)
    const folder = await temporaryFolder()
    try {
      await linkModules(folder.path)
      await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }')
      const files = sources.map((_, index) => `block${index}.ts`)
      await Promise.all(files.map((file, index) => writeFile(join(folder.path, file), sources[index]!.text)))
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023']
      const { code, stdout } = await run(process.execPath, [tsc, ...options, ...files], { cwd: folder.path })
      expect([code, stdout.toString()]).to.deep.equal([0, ''])
    } finally {
      await folder.remove()
    }
  })
})
