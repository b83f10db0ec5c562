import { expect } from 'chai'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { standard } from '../dist/names.js'
import { create, root, run, type Ended } from './support/run.js'

const shared = ['.github/workflows/ci.yml', '.gitignore', 'LICENSE', 'README.md', 'package.json']
const languages = {
  TypeScript: { flags: [], own: ['src/conformance.test.ts', 'src/index.test.ts', 'src/index.ts', 'tsconfig.json'] },
  JavaScript: { flags: ['--js'], own: ['conformance.test.js', 'index.js', 'index.test.js'] },
}

for (const [language, { flags, own }] of Object.entries(languages)) {
  describe(`npm init libswarm-backend foo, in ${language}`, () => {
    let home: string
    let folder: string
    let ended: Ended

    before(async () => {
      home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
      folder = join(home, 'libswarm-backend-foo')
      ended = await create(home, 'foo', ...flags)
    })
    after(() => rm(home, { recursive: true }))

    it('prints the next three commands', async () => {
      const { version } = await readJson(join(root, 'package.json'))
      expect(ended).to.deep.equal({
        code: 0,
        stderr: '',
        stdout: `Made libswarm-backend-foo in libswarm-backend-foo (create-libswarm-backend ${version}). Next:

  cd libswarm-backend-foo && npm install
  npm test
  npx swarmd --backend . tcp://localhost:4242

Then \`docker -H tcp://localhost:4242 ps\` shows what the new backend answers.
`,
      })
    })

    it('makes every file, and leaves no placeholder', async () => {
      const names = await filesOf(folder)
      expect(names).to.deep.equal([...shared, ...own].sort())
      for (const name of names) expect(await readFile(join(folder, name), 'utf8'), name).not.to.match(/\{\{\w+\}\}/)
    })

    it('names its dependencies in the versions of this package', async () => {
      const ours = await readJson(join(root, 'package.json'))
      const theirs = await readJson(join(folder, 'package.json'))
      const range = `^${ours.version}`
      expect(theirs.peerDependencies).to.deep.equal({ 'libswarm-core': range })
      expect(theirs.devDependencies).to.deep.equal({
        ...(language === 'TypeScript' ? ours.devDependencies : {}),
        'libswarm-core': range,
        swarmd: range,
      })
    })

    it('says what a backend has to say of itself, and nothing of its author', async () => {
      const json = await readJson(join(folder, 'package.json'))
      expect(json).to.deep.include({ name: 'libswarm-backend-foo', version: '0.1.0', license: 'Apache-2.0' })
      expect(json).to.deep.include({ type: 'module', keywords: ['libswarm-backend'], sideEffects: false })
      expect(json).not.to.have.any.keys('author', 'private', 'dependencies')
      expect(await readFile(join(folder, 'README.md'), 'utf8')).to.match(/^# libswarm-backend-foo\n/)
    })
  })
}

describe('create-libswarm-backend', () => {
  it('knows the versions by its own package.json alone', async () => {
    const home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
    try {
      for (const name of ['bin', 'dist', 'files', 'LICENSE']) {
        await cp(join(root, name), join(home, name), { recursive: true })
      }
      const devDependencies = { '@types/node': '^99.0.0', typescript: '~98.0.0' }
      const own = { version: '7.8.9-beta.1', type: 'module', devDependencies }
      await writeFile(join(home, 'package.json'), JSON.stringify(own))
      const { stdout } = await run(home, process.execPath, 'bin/create.js', 'foo')
      expect(stdout).to.include('(create-libswarm-backend 7.8.9-beta.1)')
      const made = await readJson(join(home, 'libswarm-backend-foo/package.json'))
      const range = '^7.8.9-beta.1'
      expect(made.peerDependencies).to.deep.equal({ 'libswarm-core': range })
      expect(made.devDependencies).to.deep.equal({ ...devDependencies, 'libswarm-core': range, swarmd: range })
    } finally {
      await rm(home, { recursive: true })
    }
  })

  it('builds with what this repository is built with', async () => {
    const { devDependencies } = await readJson(join(root, 'package.json'))
    const repository = await readJson(join(root, '../../package.json'))
    expect(repository.devDependencies).to.deep.include(devDependencies)
  })

  it('knows the names of all standard backends', async () => {
    const { dependencies } = await readJson(join(root, '../../swarmd/package.json'))
    const names = Object.keys(dependencies).flatMap((name) => /^libswarm-backend-(.+)$/.exec(name)?.[1] ?? [])
    expect(standard).to.include.members(names)
  })

  it('is packed with every file that it copies', async () => {
    const { stdout } = await run(root, 'npm', 'pack', '--dry-run', '--json')
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }]
    const own = (await filesOf(join(root, 'files'))).map((name) => `files/${name}`)
    const paths = files.map(({ path }) => path)
    expect(paths).to.include.members([...own, 'LICENSE', 'README.md', 'bin/create.js', 'dist/main.js'])
  })
})

interface PackageJson {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

async function readJson(file: string): Promise<PackageJson> {
  return JSON.parse(await readFile(file, 'utf8')) as PackageJson
}

/** The files below a folder, sorted. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort()
}
