import { expect } from 'chai'
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linkPackage } from './support/link.js'
import { create, root, run, runWith, type Ended } from './support/run.js'

describe('npm itself', function () {
  this.timeout(60_000)
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
    // An initializer that is installed is run without a registry.
    await writeFile(join(home, 'package.json'), '{ "devDependencies": { "create-libswarm-backend": "*" } }')
    await linkPackage(home, 'create-libswarm-backend', root)
  })
  afterEach(() => rm(home, { recursive: true }))

  const init = (...words: readonly string[]): Promise<Ended> =>
    run(home, 'npm', 'init', '--offline', 'libswarm-backend', ...words)
  const made = async () => (await readdir(home)).filter((name) => !['node_modules', 'package.json'].includes(name))

  it('hands on the name, and what is behind --', async () => {
    const { code, stdout } = await init('foo', '--', '--yes', '--dir', './mine', '--js')
    expect(stdout).to.include('Made libswarm-backend-foo in ./mine ').and.include('  cd ./mine && npm install\n')
    expect(code).to.equal(0)
    await access(join(home, 'mine/index.js'))
  })

  it('keeps --yes, which means the same', async () => {
    expect(await init('foo', '--yes')).to.deep.include({ code: 0 })
    const { code, stderr } = await init('--yes')
    expect(stderr).to.match(/^a name is missing \(usage: npm init libswarm-backend \[<name>\]/m)
    expect(code).to.equal(2)
    expect(await made()).to.deep.equal(['libswarm-backend-foo'])
  })

  const kept: readonly (readonly [words: readonly string[], flags: string])[] = [
    [['foo', '--dir', './mine'], '--dir'],
    [['foo', '--dir=./mine'], '--dir'],
    [['foo', '--js'], '--js'],
    [['--js', 'foo', '--dir=mine'], '--dir and --js'],
  ]
  for (const [words, flags] of kept) {
    it(`keeps ${flags} of "${words.join(' ')}": nothing is made, and the right command is told`, async () => {
      const { code, stderr } = await init(...words)
      expect(stderr).to.include(`npm kept ${flags} for itself: write options behind -- (usage: npm init `)
      expect(code).to.equal(2)
      expect(await made()).to.deep.equal([])
    })
  }

  it('is not asked by those who run the program itself', async () => {
    const environment = { npm_config_json: 'true', npm_config_user_agent: 'npm/11.0.0 node/v20.19.0' }
    expect(await runWith(environment, home, 'node_modules/.bin/create-libswarm-backend', 'foo')).to.include({ code: 0 })
  })

  it('may be pnpm, whose commands are told then', async () => {
    const environment = { npm_config_user_agent: 'pnpm/10.0.0 npm/? node/v20.19.0 linux x64' }
    const { stdout } = await runWith(environment, home, 'node_modules/.bin/create-libswarm-backend', 'foo')
    expect(stdout).to.match(
      /cd libswarm-backend-foo && pnpm install\n {2}pnpm test\n {2}pnpm exec swarmd --backend \. /,
    )
  })

  it('would print its own version: ours is printed behind --', async () => {
    expect((await init('--', '--version')).stdout).to.match(/^0\.\d+\.\d+\S*$/m)
    expect((await create(home, '--version')).stdout).to.match(/^\d+\.\d+\.\d+\S*\n$/)
  })
})
