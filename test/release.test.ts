import { readFile, readdir } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { expect } from 'chai'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describeNeeding, someOf } from './support/needs.js'
import { findProgram } from './support/processes.js'
import { newClient, succeed, type Client } from './support/registry-client.js'
import { ownFolders, readPackageJson, root, type PackageJson } from './support/registry-packages.js'
import { copyForRelease, type ReleaseCopy } from './support/registry-release.js'

const folders = await ownFolders()
const readJson = async <T>(...path: readonly string[]) => JSON.parse(await readFile(join(...path), 'utf8')) as T
const { version: current } = await readJson<{ version: string }>(root, 'lerna.json')

describe('what is published', function () {
  this.timeout(60_000)
  let client: Client
  before(async () => void (client = await newClient()))
  after(() => client.remove())

  for (const folder of someOf(folders)) {
    describe(relative(root, folder), () => {
      it('says what a registry wants to know, and is not kept from it', async () => {
        const json = await readPackageJson(folder)
        expect(json).to.include({ version: current, license: 'Apache-2.0', type: 'module' })
        expect(json).to.include.keys('name', 'description', 'author', 'keywords', 'engines', 'exports', 'files')
        expect(json).to.not.have.property('private')
        expect(json).to.have.deep.property('publishConfig', { access: 'public' })
      })

      it('publint has nothing against', async () => {
        const { messages, pkg } = await publint({ pkgDir: folder, strict: true })
        expect(messages.map((message) => formatMessage(message, pkg as never))).to.deep.equal([])
      })

      it('is packed with its license and what it says of itself, without sources, maps and tests', async () => {
        const { stdout } = await succeed(client.run('npm', ['pack', '--dry-run', '--json'], folder))
        const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }]
        const paths = files.map(({ path }) => path)
        expect(paths).to.include.members(['package.json', 'README.md', 'LICENSE'])
        const { libswarm, bin, exports, imports } = await readJson<PackageJson & Entries>(folder, 'package.json')
        const named = [libswarm?.backend, ...[bin, exports, imports].flatMap((table) => Object.values(table ?? {}))]
        expect(paths).to.include.members(named.flatMap((path) => path?.replace('./', '') ?? []))
        expect(paths.filter((path) => /\.map$|tsbuildinfo|^(src|test|build|dist-test)\//.test(path))).to.deep.equal([])
        expect(paths).to.include.members(await importedBy(folder, paths))
      })
    })
  }
})

interface Entries {
  readonly libswarm?: { readonly backend: string }
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string>>
  readonly imports?: Readonly<Record<string, string>>
}

/** The files of a package that its scripts import. */
async function importedBy(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const scripts = paths.filter((path) => /^dist\/.*\.js$/.test(path))
  const imported = scripts.map(async (path) => {
    const source = await readFile(join(folder, path), 'utf8')
    const specifiers = source.matchAll(/(?:from |^import |import\()'(\.[^']+)'/gm)
    return [...specifiers].map(([, specifier = '']) => join(path, '..', specifier))
  })
  return (await Promise.all(imported)).flat()
}

const missing = ['npm', 'git'].filter((name) => findProgram(name) === undefined)

describeNeeding(
  missing.length === 0 ? undefined : `${missing.join(' and ')} not installed`,
  'lerna version',
  function () {
    this.timeout(60_000)
    let client: Client
    let copy: ReleaseCopy
    let next: string
    const own = folders.map((folder) => relative(root, folder))

    before(async () => {
      client = await newClient()
      copy = await copyForRelease(client)
      await copy.git('tag', '-a', '-m', 'the last one', `v${current}`)
      await client.folder('release/core', { 'README.md': 'changed\n' })
      await copy.commit('feat(core): a thing that was not there')
      await succeed(copy.lerna('version', '--yes', '--no-push'))
      next = (await readJson<{ version: string }>(copy.folder, 'lerna.json')).version
    })
    after(() => client.remove())

    it('gives every package one version, chosen by the commits, though only the core has changed', async () => {
      const [major, minor] = current.split('.').map(Number)
      expect(next).to.equal(`${major}.${minor! + 1}.0`)
      for (const folder of own)
        expect((await readPackageJson(join(copy.folder, folder))).version, folder).to.equal(next)
    })

    it('takes the ranges between them along', async () => {
      const names = await Promise.all(folders.map(async (folder) => (await readPackageJson(folder)).name))
      for (const folder of own) {
        const { dependencies, devDependencies, peerDependencies } = await readPackageJson(join(copy.folder, folder))
        const ranges = Object.entries({ ...peerDependencies, ...devDependencies, ...dependencies })
        const ours = ranges.filter(([name]) => names.includes(name))
        expect(ours, folder).to.deep.equal(ours.map(([name]) => [name, `^${next}`]))
      }
    })

    it('keeps the lockfile right, without a registry', async () => {
      const lock = await readJson<{ packages: Record<string, PackageJson> }>(copy.folder, 'package-lock.json')
      for (const folder of own) {
        const { version, dependencies, devDependencies } = await readPackageJson(join(copy.folder, folder))
        const locked = lock.packages[folder]!
        expect(locked.version, folder).to.equal(version)
        expect(locked.dependencies, folder).to.deep.equal(dependencies)
        expect(locked.devDependencies, folder).to.deep.equal(devDependencies)
      }
    })

    it('writes the changelogs, one for all and one a package', async () => {
      for (const folder of ['.', 'core']) {
        const text = await readFile(join(copy.folder, folder, 'CHANGELOG.md'), 'utf8')
        expect(text, folder).to.include(next).and.include('a thing that was not there')
      }
      for (const folder of own) expect(await readdir(join(copy.folder, folder))).to.include('CHANGELOG.md')
    })

    it('commits it with a conventional message, tagged, and changes nothing else', async () => {
      expect(await copy.git('log', '-1', '--format=%s')).to.equal(`chore(release): v${next}\n`)
      expect(await copy.git('tag', '--points-at', 'HEAD')).to.equal(`v${next}\n`)
      const changed = (await copy.git('diff', '--name-only', 'HEAD~1')).trim().split('\n')
      const expected = ['CHANGELOG.md', 'package.json', 'package-lock.json', 'lerna.json']
      expect(new Set(changed.map((path) => basename(path)))).to.deep.equal(new Set(expected))
      const before = await readFile(join(root, 'lerna.json'), 'utf8')
      const after = await readFile(join(copy.folder, 'lerna.json'), 'utf8')
      expect(after).to.equal(before.replace(`"version": "${current}"`, `"version": "${next}"`))
    })

    it('makes backends for the new version', async () => {
      const bin = join(copy.folder, 'plugins/template/bin/create.js')
      const folder = await client.folder('made')
      await succeed(client.run(process.execPath, [bin, 'foo', '--dir', 'foo'], folder))
      const { peerDependencies } = await readPackageJson(join(folder, 'foo'))
      expect(peerDependencies).to.deep.equal({ 'libswarm-core': `^${next}` })
    })
  },
)
