import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { compose, type Chain, type Install } from 'libswarm-core'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { create, root, run, type Ended } from './run.js'

const require = createRequire(import.meta.url)

// In a clone it is called by its file: the package's name could be anybody's as long as it is not published.
const swarmd = fileURLToPath(new URL('../../../swarmd/bin/swarmd.js', import.meta.url))

describe('npm init libswarm-backend foo', function () {
  this.timeout(60_000)
  let home: string
  let folder: string
  let ended: Ended

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
    folder = join(home, 'libswarm-backend-foo')
    ended = await create(home, 'foo')
  })
  after(() => rm(home, { recursive: true }))

  it('prints the next three commands', () => {
    const commands = ['cd libswarm-backend-foo', 'npm test', `node ${swarmd} --backend . tcp://localhost:4242`]
    const lines = [
      'Made libswarm-backend-foo in libswarm-backend-foo. Next:',
      '',
      ...commands.map((line) => `  ${line}`),
    ]
    expect(ended).to.deep.equal({ code: 0, stdout: `${lines.join('\n')}\n`, stderr: '' })
  })

  it('makes every file, and leaves no placeholder', async () => {
    const names = ['.gitignore', 'README.md', 'index.js', 'index.test.js', 'package.json']
    expect((await readdir(folder)).sort()).to.deep.equal(names)
    for (const name of names) expect(await readFile(join(folder, name), 'utf8'), name).not.to.include('{{')
  })

  it('names the package, and the core that is published with it', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).to.deep.include({
      name: 'libswarm-backend-foo',
      version: '0.1.0',
      type: 'module',
      keywords: ['libswarm-backend'],
      scripts: { test: 'node --test' },
      peerDependencies: { 'libswarm-core': `^${version}` },
    })
  })

  it('passes its own tests with nothing installed', async () => {
    const { code, stdout } = await run(folder, process.execPath, '--test')
    expect(stdout).to.match(/(?:#|ℹ) pass 5\n/)
    expect(code).to.equal(0)
  })

  it('fits the types of the core', async () => {
    const modules = join(folder, 'node_modules')
    await mkdir(join(modules, '@types'), { recursive: true })
    await symlink(dirname(require.resolve('libswarm-core/package.json')), join(modules, 'libswarm-core'))
    await symlink(dirname(require.resolve('@types/node/package.json')), join(modules, '@types/node'))
    const flags = '--ignoreConfig --allowJs --checkJs --noEmit --strict --module nodenext --target es2023 --types node'
    const compiler = require.resolve('typescript/bin/tsc')
    const checked = await run(folder, process.execPath, compiler, ...flags.split(' '), 'index.js')
    expect(checked).to.deep.equal({ code: 0, stdout: '', stderr: '' })
  })

  describe('as a backend', () => {
    let alone: Chain
    let inFront: Chain

    before(async () => {
      alone = await compose(['./libswarm-backend-foo'], { from: home })
      const next = { name: 'next', install: passing }
      inFront = await compose(['./libswarm-backend-foo web db', next], { from: home })
    })
    after(() => Promise.all([alone.close(), inFront.close()]))

    it('answers ContainerList by its option, or by the default of it', async () => {
      expect(await names(alone)).to.deep.equal(['/hello'])
      expect(await names(inFront)).to.deep.equal(['/web', '/db'])
    })

    it('answers SystemInfo', async () => {
      const info = await (await inFront.run({ operation: 'SystemInfo' })).json()
      expect(info).to.deep.include({ Name: 'foo', Containers: 2, ContainersRunning: 2 })
    })

    it('passes everything else on to the next backend', async () => {
      const reply = await inFront.run({ operation: 'ImageList' })
      expect(await reply.json()).to.deep.equal([])
    })

    it('leaves 501, and 503 of swarm operations, where there is none', async () => {
      expect(await failure(alone.run({ operation: 'ImageList' }))).to.deep.include({
        kind: 'NotImplemented',
        message: 'ImageList is not implemented by the backend "foo"',
      })
      expect(await failure(alone.run({ operation: 'NodeList' }))).to.deep.include({ kind: 'Unavailable' })
    })

    it('refuses a filter that it does not know', async () => {
      const list = alone.run({ operation: 'ContainerList', query: { filters: { colour: ['red'] } } })
      expect(await failure(list)).to.deep.include({ kind: 'InvalidParameter', message: "invalid filter 'colour'" })
    })
  })
})

const passing: Install<never> = (engine) => engine.register('ImageList', () => [])

async function names(chain: Chain): Promise<readonly string[]> {
  const list = await (await chain.run({ operation: 'ContainerList' })).json()
  return list.flatMap(({ Names = [] }) => Names)
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  )
}
