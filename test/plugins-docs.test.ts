import { access, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { splitWords, type BackendStatus } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { makeProject, type Project } from './support/backends.js'
import { run } from './support/processes.js'
import { runSwarmd, startSwarmd } from './support/swarmd.js'

const doc = await readFile(new URL('../docs/plugins.md', import.meta.url), 'utf8')
const core = await realpath(fileURLToPath(new URL('../core', import.meta.url)))
const blocks = [...doc.matchAll(/```(sh|text)\n([^]*?)```/g)].map(([, , text = '']) => text)
const [install = '', inspect = '', inspected = '', doctor = '', examined = ''] = blocks

/** The arguments of a line for swarmd. */
const words = (line: string) => splitWords(line.trim().replace(/^npx swarmd /, ''))

const statuses: Readonly<Record<BackendStatus, true>> = {
  standard: true,
  ok: true,
  incompatible: true,
  invalid: true,
  shadowed: true,
  'not a direct dependency': true,
  denied: true,
}

describe('docs/plugins.md', () => {
  let project: Project
  beforeEach(async () => void (project = await makeProject()))
  afterEach(() => project.remove())

  it('installs a backend as it says: no script of it runs (row 82), the version is exact, and swarmd has it', async function () {
    this.timeout(60_000)
    const [npm = '', ...lines] = install.trim().split('\n')
    // A package as a registry would have it, its script one that would be seen.
    await project.put('foo/package.json', {
      name: 'libswarm-backend-foo',
      version: '1.2.3',
      type: 'module',
      keywords: ['libswarm-backend'],
      scripts: { postinstall: `touch '${project.at('marker')}'` },
      libswarm: { backend: './index.js', api: '^1.0.0' },
    })
    await project.put(
      'foo/index.js',
      `import { Readable } from 'node:stream'
      export const install = (engine) => engine.register('SystemPing', () => Readable.from(['OK']))`,
    )
    await project.put('app/package.json', { name: 'app' })
    const cwd = project.at('app')
    const offline = ['--offline', '--no-audit', '--no-fund']
    const packed = await run('npm', ['pack', '--pack-destination', project.path], { cwd: project.at('foo') })
    expect(packed.code).to.equal(0)
    const [, ...args] = splitWords(npm.replace('libswarm-backend-foo', '../libswarm-backend-foo-1.2.3.tgz'))
    expect(args).to.include('--ignore-scripts').and.include('--save-exact')
    expect((await run('npm', [...args, ...offline], { cwd })).code).to.equal(0)
    const ran = await access(project.at('marker')).then(
      () => true,
      () => false,
    )
    expect(ran).to.equal(false)
    await access(join(cwd, 'package-lock.json'))

    const [list = '', one = '', check = '', serve = '', ...more] = lines
    expect(more).to.deep.equal([])
    expect((await runSwarmd(words(list), { cwd })).stdout).to.match(/^foo +1\.2\.3 +\^1\.0\.0 +ok /m)
    expect((await runSwarmd(words(one), { cwd })).stdout).to.match(/^name +foo$/m)
    const { code, stdout } = await runSwarmd(words(check), { cwd })
    expect(stdout).to.match(/^ok +answer +SystemPing is answered with 200 \(foo\)$/m)
    expect(code).to.equal(0)
    const swarmd = await startSwarmd(words(serve), { cwd })
    try {
      const target = { socketPath: join(cwd, 'swarmd.sock'), port: undefined }
      expect((await call(target, 'GET /_ping')).text).to.equal('OK')
    } finally {
      await swarmd.stop()
    }
  })

  it('has every status', () => {
    const rows = [...doc.matchAll(/^\| `([^`]+)` \| [^|]+ \| [^|]*\|$/gm)].map(([, status]) => status!)
    expect(rows.filter((row) => Object.hasOwn(statuses, row))).to.have.members(Object.keys(statuses))
  })

  it('shows what inspect prints', async () => {
    const { code, stdout } = await runSwarmd(words(inspect), { cwd: project.path })
    expect(stdout.endsWith(`\n\n${inspected}`)).to.equal(true)
    expect(code).to.equal(0)
  })

  it('shows what doctor prints', async () => {
    const { code, stdout } = await runSwarmd(words(doctor), { cwd: project.path })
    const general = (text: string) =>
      text.replaceAll(core, '/app/node_modules/libswarm-core').replace(/(Node\.js|version|core) \d+\.\d+\.\d+/g, '$1')
    expect(general(stdout)).to.equal(general(examined))
    expect(code).to.equal(1)
  })
})
