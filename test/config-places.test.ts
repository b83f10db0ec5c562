import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import type * as Cosmiconfig from 'cosmiconfig'
import { loadConfig } from '../swarmd/dist/config/config.js'
import { searchPlaces } from '../swarmd/dist/config/places.js'
import { runSwarmd, temporaryFolder } from './support/swarmd.js'

// The one that swarmd depends on; another may lie in the folder of the workspace.
const require = createRequire(new URL('../swarmd/package.json', import.meta.url))
const { cosmiconfig, getDefaultSearchPlaces } = require('cosmiconfig') as typeof Cosmiconfig

const typeScript = Boolean((process.features as { readonly typescript?: unknown }).typescript)
const readable = searchPlaces.filter((place) => typeScript || !place.endsWith('.ts'))

/** A config in the language of a place. */
function textFor(place: string, deny: string): string {
  const data = { plugins: { deny: [deny] } }
  if (place === 'package.json') return JSON.stringify({ name: 'x', swarmd: data })
  if (place.endsWith('.cjs')) return `module.exports = ${JSON.stringify(data)}`
  if (/\.(js|mjs|ts)$/.test(place)) return `export default ${JSON.stringify(data)}`
  if (place.endsWith('.json')) return JSON.stringify(data)
  return `plugins:\n  deny:\n  - ${deny}\n`
}

async function plant(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

describe('the places of the config file', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(() => folder.remove())
  const at = (name: string) => join(folder.path, name)

  it("are cosmiconfig's usual ones", () => {
    expect(searchPlaces).to.deep.equal(getDefaultSearchPlaces('swarmd'))
  })

  for (const place of readable) {
    it(place, async () => {
      await plant(at(place), textFor(place, 'bad'))
      const { file, settings } = await loadConfig(folder.path)
      expect(file).to.equal(at(place))
      expect(settings['plugins.deny'].value).to.deep.equal(['bad'])
    })
  }

  it('are gone through as cosmiconfig does, whatever is there', async () => {
    const kinds = ['config', 'empty', 'null', 'absent'] as const
    const planted = fc.record({
      depth: fc.nat(2),
      place: fc.constantFrom(...readable.filter((place) => !/js$|ts$/.test(place))),
      kind: fc.constantFrom(...kinds),
    })
    const boundary = fc.record({ depth: fc.nat(2), name: fc.constantFrom('package.json', 'package.yaml') })
    await fc.assert(
      fc.asyncProperty(
        fc.array(planted, { maxLength: 6 }),
        fc.array(boundary, { maxLength: 2 }),
        async (files, ends) => {
          const root = await temporaryFolder()
          const folders = [root.path, join(root.path, 'a'), join(root.path, 'a/b')]
          await mkdir(folders[2]!, { recursive: true })
          // Nothing above the temporary folder is of interest.
          await plant(join(root.path, 'package.json'), '{}')
          for (const { depth, name } of ends) await plant(join(folders[depth]!, name), '{}')
          for (const { depth, place, kind } of files) {
            const none = place === 'package.json' ? '{ "swarmd": null }' : kind === 'empty' ? ' \n' : 'null'
            if (kind !== 'absent')
              await plant(join(folders[depth]!, place), kind === 'config' ? textFor(place, 'x') : none)
          }
          const theirs = await cosmiconfig('swarmd', { searchStrategy: 'project', cache: false }).search(folders[2])
          const ours = await loadConfig(folders[2]!)
          await root.remove()
          expect(ours.file).to.equal(theirs?.filepath)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('end at the package: what is above it is not read', async () => {
    await plant(at('.swarmdrc'), 'log-level: debug')
    await plant(at('inner/package.json'), '{}')
    await mkdir(at('inner/deep'))
    expect((await loadConfig(at('inner/deep'))).file).to.equal(undefined)
    await plant(at('inner/swarmd.config.mjs'), 'export default {}')
    expect((await loadConfig(at('inner/deep'))).file).to.equal(at('inner/swarmd.config.mjs'))
  })

  it('do not have .config/config.*, which is never read', async () => {
    await plant(
      at('.config/config.js'),
      `import { writeFileSync } from 'node:fs'\nwriteFileSync('ran', '')\nexport default {}`,
    )
    await plant(at('.config/config.json'), '{ "searchPlaces": ["other.json"] }')
    await plant(at('other.json'), '{ "log-level": "debug" }')
    await plant(
      at('package.json'),
      '{ "cosmiconfig": { "searchPlaces": ["other.json"] }, "swarmd": { "insecure-tcp": true } }',
    )
    const { code, stdout, stderr } = await runSwarmd(['config', '--json'], { cwd: folder.path })
    expect([code, stderr]).to.deep.equal([0, ''])
    expect(JSON.parse(stdout)).to.deep.include({ file: at('package.json') })
    expect(await readFile(at('ran')).catch(() => 'did not run')).to.equal('did not run')
  })

  it('a package.json of somebody else may be broken, and is left alone', async () => {
    await plant(at('package.json'), '{ broken')
    expect((await loadConfig(folder.path)).file).to.equal(undefined)
    await plant(at('.swarmdrc.json'), '{}')
    expect((await loadConfig(folder.path)).file).to.equal(at('.swarmdrc.json'))
  })

  it('the first one counts, and `swarmd config` says which others are there', async () => {
    await plant(at('.swarmdrc'), 'log-level: debug')
    await plant(at('swarmd.config.js'), 'export default { "log-level": "error" }')
    const { stdout } = await runSwarmd(['config'], { cwd: folder.path })
    expect(stdout).to.match(/^log-level +debug +\.swarmdrc:1:1$/m)
    expect(stdout).to.match(/\n\nswarmd\.config\.js is not read, another comes first\n$/)
  })

  it('--config names another, --no-config none', async () => {
    await plant(at('.swarmdrc'), 'log-level: debug')
    await plant(at('other/my.yaml'), 'log-level: error')
    const level = async (...args: string[]) => {
      const { stdout } = await runSwarmd(['config', ...args], { cwd: folder.path })
      return /^log-level +(.*)$/m.exec(stdout)?.[1]?.replace(/ +/, ' ')
    }
    expect(await level()).to.equal('debug .swarmdrc:1:1')
    expect(await level('--config', 'other/my.yaml')).to.equal('error other/my.yaml:1:1')
    expect(await level('--no-config')).to.equal('info default')
  })
})
