import { cp, mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { standardBackends } from './support/standard.js'
import { runSwarmd, temporaryFolder } from './support/swarmd.js'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

/** Layouts as package managers make them; that the managers really do is for the tests that run them. */
describe('swarmd plugins list', () => {
  let folder: { readonly path: string; remove(): Promise<void> }
  let top: string
  beforeEach(async () => {
    folder = await temporaryFolder()
    top = await realpath(folder.path)
  })
  afterEach(() => folder.remove())
  const at = (path: string) => join(top, path)

  async function put(path: string, content: unknown): Promise<void> {
    await mkdir(dirname(at(path)), { recursive: true })
    await writeFile(at(path), typeof content === 'string' ? content : JSON.stringify(content))
  }

  async function link(path: string, target: string): Promise<void> {
    await mkdir(dirname(at(path)), { recursive: true })
    await symlink(target, at(path))
  }

  async function backend(path: string, name: string, libswarm: object = {}): Promise<void> {
    const manifest = { backend: './index.js', api: '^1.0.0', ...libswarm }
    await put(`${path}/package.json`, { name, version: '1.2.3', keywords: ['libswarm-backend'], libswarm: manifest })
    await put(`${path}/index.js`, 'process.exit(9)')
  }

  /** Installs swarmd in a folder, what it needs beside it. */
  async function swarmd(path: string): Promise<void> {
    for (const part of ['bin', 'dist', 'package.json']) {
      await cp(join(root, 'swarmd', part), at(`${path}/${part}`), { recursive: true })
    }
    for (const name of ['libswarm-core', ...standardBackends.map((name) => `libswarm-backend-${name}`)]) {
      await link(`${path}/../${name}`, await realpath(join(root, 'node_modules', name)))
    }
  }

  async function listed(bin: string): Promise<readonly (readonly unknown[])[]> {
    await mkdir(at('cwd'))
    const { stdout } = await execute(process.execPath, [at(bin), 'plugins', 'list', '--json'], { cwd: at('cwd') })
    const json = JSON.parse(stdout) as readonly { name: string; status: string; from: string }[]
    return json.flatMap(({ name, status, from }) =>
      status === 'standard' ? [] : [[name, status, from.replace(top, '')]],
    )
  }

  it('has what a project has installed beside swarmd, from wherever it runs', async () => {
    await put('app/package.json', { dependencies: { swarmd: '*', 'libswarm-backend-foo': '*' } })
    await swarmd('app/node_modules/swarmd')
    await backend('app/node_modules/libswarm-backend-foo', 'libswarm-backend-foo')
    await link('app/node_modules/.bin/swarmd', '../swarmd/bin/swarmd.js')
    expect(await listed('app/node_modules/.bin/swarmd')).to.deep.equal([
      ['foo', 'ok', '/app/node_modules/libswarm-backend-foo'],
    ])
  })

  it("has what npm's global prefix has, through a link in its bin", async () => {
    await swarmd('prefix/lib/node_modules/swarmd')
    await backend('prefix/lib/node_modules/@me/libswarm-backend-foo', '@me/libswarm-backend-foo')
    await link('prefix/bin/swarmd', '../lib/node_modules/swarmd/bin/swarmd.js')
    expect(await listed('prefix/bin/swarmd')).to.deep.equal([
      ['@me/foo', 'ok', '/prefix/lib/node_modules/@me/libswarm-backend-foo'],
    ])
  })

  for (const [what, store] of [
    ['in the project', 'app/node_modules/.pnpm/swarmd@0.1.0/node_modules/swarmd'],
    ['elsewhere', 'store/links/swarmd/0.1.0/abc/node_modules/swarmd'],
  ] as const) {
    it(`has what is in an isolated layout with its store ${what}`, async () => {
      await put('app/package.json', { dependencies: { swarmd: '*', 'libswarm-backend-foo': '*' } })
      await swarmd(store)
      await link('app/node_modules/swarmd', at(store))
      await backend('store/foo', 'libswarm-backend-foo')
      await link('app/node_modules/libswarm-backend-foo', at('store/foo'))
      expect(await listed('app/node_modules/swarmd/bin/swarmd.js')).to.deep.equal([
        ['foo', 'ok', '/app/node_modules/libswarm-backend-foo'],
      ])
    })
  }

  it('lists a standard backend that is gone, and a broken one of the user, and succeeds', async () => {
    await swarmd('prefix/lib/node_modules/swarmd')
    const simulator = 'prefix/lib/node_modules/libswarm-backend-simulator'
    await execute('rm', [at(simulator)])
    await put('prefix/lib/node_modules/libswarm-backend-bad/package.json', '{')
    const list = await listed('prefix/lib/node_modules/swarmd/bin/swarmd.js')
    expect(list.map(([name, status]) => [name, status])).to.deep.equal([
      ['bad', 'invalid'],
      ['simulator', 'invalid'],
    ])
  })

  it('prints a line each, the reason last; in JSON what is not known is null', async () => {
    await put('package.json', { dependencies: { 'libswarm-backend-foo': '*', 'libswarm-backend-old': '*' } })
    await put('node_modules/libswarm-backend-foo/package.json', '{\n"\u001b[31m')
    await backend('node_modules/libswarm-backend-old', 'libswarm-backend-old', { api: '^0.1.0' })
    const { code, stdout, stderr } = await runSwarmd(['plugins', 'list'], { cwd: top })
    expect([code, stderr]).to.deep.equal([0, ''])
    const rows = stdout.trimEnd().split('\n')
    const names = [...standardBackends, 'foo', 'old'].sort()
    expect(rows.map((row) => row.split(/ {2,}/)[0])).to.deep.equal(['NAME', ...names])
    expect(rows[0]!.split(/ {2,}/)).to.deep.equal(['NAME', 'VERSION', 'API', 'STATUS', 'FROM', 'REASON'])
    expect(stdout).to.match(/^foo +- +- +invalid +\/.*libswarm-backend-foo +package\.json is not valid JSON: /m)
    expect(stdout).to.match(
      /^old +1\.2\.3 +\^0\.1\.0 +incompatible +\/.* +it was written for version \^0\.1\.0 of the job protocol, this is 1\.0\.0$/m,
    )
    expect(stdout).not.to.include('\u001b')
    const json = JSON.parse((await runSwarmd(['plugins', 'list', '--json'], { cwd: top })).stdout) as object[]
    const foo = { name: 'foo', version: null, api: null, status: 'invalid' }
    expect(json[names.indexOf('foo')]).to.include(foo)
    expect(Object.keys(json[1]!)).to.have.members(Object.keys(json[0]!))
  })

  it('has the same names that --backend takes, and each failure of these is a line of its own', async () => {
    await put('package.json', { dependencies: { 'libswarm-backend-old': '*' } })
    await backend('node_modules/libswarm-backend-old', 'libswarm-backend-old', { api: '^0.1.0' })
    const specs = ['old', 'nosuch', 'simulator --x'].flatMap((spec) => ['--backend', spec])
    const { code, stderr } = await runSwarmd([...specs, 'unix://a.sock'], { cwd: top })
    expect(code).to.equal(1)
    expect(stderr.split('\n').map((line) => line.replace(/ [({].*| in \/.*/, ''))).to.deep.equal([
      'swarmd: cannot load the backend "old"',
      'swarmd: unknown backend "nosuch"',
      'swarmd: the backend "simulator": unknown option "--x"',
      '',
    ])
    const wrong = await runSwarmd(['--backend', 'node:fs', '--backend', 'simulator --x', 'unix://a.sock'], { cwd: top })
    expect([wrong.code, wrong.stderr.trimEnd().split('\n').length]).to.deep.equal([2, 2])
    await put('.swarmdrc', { listen: ['unix://a.sock'], backends: ['nosuch', 'simulator --x'] })
    const configured = await runSwarmd([], { cwd: top })
    expect(configured.code).to.equal(1)
    expect(
      configured.stderr.split('\n').map((line) => line.replace(/:\d.*?: /, ' ').replace(/ \(.*/, '')),
    ).to.deep.equal([
      'swarmd: .swarmdrc unknown backend "nosuch"',
      'swarmd: .swarmdrc the backend "simulator": unknown option "--x"',
      '',
    ])
  })
})
