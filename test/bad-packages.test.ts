import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { someOf } from './support/needs.js'
import { runSwarmd, temporaryFolder } from './support/swarmd.js'

/** The code of a package, what its manifest says otherwise, and what is said about it. */
interface Bad {
  readonly code: string
  readonly manifest?: object
  readonly sentence: RegExp
}

const bad: Readonly<Record<string, Bad>> = {
  'throws when it is imported': {
    code: `throw new Error('a bug\\non two lines')`,
    sentence: /a bug\\x0aon two lines$/,
  },
  'has a syntax error': { code: 'export const install = (', sentence: /SyntaxError|Unexpected/ },
  'imports what is not there': { code: `import 'no-such-package'`, sentence: /Cannot find package 'no-such-package'/ },
  'throws when it is installed': {
    code: `export const install = () => { throw new Error('no engine here') }`,
    sentence: /the backend "bad"?.*: no engine here$/,
  },
  'rejects when it is installed, with nothing': {
    code: `export const install = () => Promise.reject(undefined)`,
    sentence: /undefined$/,
  },
  'has no export install': { code: 'export default () => undefined', sentence: /has no export "install"$/ },
  'exports a string': { code: `export const install = 'install'`, sentence: /has no export "install"$/ },
  'was written for another version': {
    code: 'process.exit(9)',
    manifest: { api: '^2.0.0' },
    sentence: /it was written for version \^2\.0\.0 of the job protocol, this is 1\.\d+\.\d+$/,
  },
  'has a version that is none': {
    code: 'process.exit(9)',
    manifest: { api: 'newest' },
    sentence: /"newest"/,
  },
  'has no entry': {
    code: 'process.exit(9)',
    manifest: { backend: './nosuch.js' },
    sentence: /nosuch\.js/,
  },
  'registers no operation': {
    code: `export const install = (engine) => engine.register('__proto__', () => 1)`,
    sentence: /"__proto__" is no operation/,
  },
}

const endings: Readonly<Record<string, Bad>> = {
  'ends its process when it is imported': { code: 'process.exit(0)', sentence: /ended while it was installing: (exit code 0|signal SIGKILL)$/ },
  'aborts when it is installed': {
    code: 'export const install = () => process.abort()',
    sentence: /ended while it was installing: signal (SIGABRT|SIGKILL)$/,
  },
} // prettier-ignore

describe('swarmd, with a backend that', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(() => folder.remove())

  const put = async (name: string, { code, manifest }: Omit<Bad, 'sentence'>): Promise<void> => {
    await mkdir(join(folder.path, name), { recursive: true })
    await writeFile(join(folder.path, name, 'index.js'), code)
    const libswarm = { backend: './index.js', api: '^1.0.0', ...manifest }
    const json = { name: 'libswarm-backend-bad', version: '1.2.3', type: 'module', keywords: ['libswarm-backend'] }
    await writeFile(join(folder.path, name, 'package.json'), JSON.stringify({ ...json, libswarm }))
  }

  /** Starts it in front of the simulator, and expects one line of what was wrong and nothing opened. */
  async function expectRefused(flags: readonly string[], { sentence }: Bad): Promise<void> {
    const backends = ['--backend', './bad', '--backend', 'simulator']
    const args = [...flags, ...backends, 'unix://a.sock', 'tcp://127.0.0.1:0']
    const { code, stdout, stderr } = await runSwarmd(args, { cwd: folder.path, env: { TMPDIR: folder.path } })
    // What it printed itself comes before.
    const [line, ...rest] = stderr.replace(/^swarmd: warning: \[bad\] .*\n/gm, '').split('\n')
    expect(line)
      .to.match(/^swarmd: .*"(bad|\.\/bad)"/)
      .and.match(sentence)
    expect([code, stdout, rest]).to.deep.equal([1, '', ['']])
    expect(await readdir(folder.path)).to.deep.equal(['bad'])
  }

  for (const [what, one] of someOf(Object.entries(bad))) {
    it(`${what}, ends with 1 and one line, and opens nothing, isolated or not (row 76)`, async () => {
      await put('bad', one)
      await expectRefused([], one)
      await expectRefused(['--isolate', 'none'], one)
    })
  }

  for (const [what, one] of Object.entries(endings)) {
    it(`${what}, ends with 1 and one line, and opens nothing (row 76)`, async () => {
      await put('bad', one)
      await expectRefused([], one)
    })
  }

  it('never returns from its install, ends with 1 after 10 s (row 77)', async function () {
    this.timeout(30_000)
    await put('bad', { code: 'export const install = () => { for (;;); }' })
    await expectRefused([], { code: '', sentence: /it has not installed within 10 s: / })
  })

  it('has the name of another one, is refused; so is one with the name of a standard one (row 83)', async () => {
    await put('bad', { code: '' })
    await put('worse', { code: '' })
    const start = async (...names: readonly string[]) => {
      const args = [...names.flatMap((name) => ['--backend', name]), 'unix://a.sock']
      const { code, stderr } = await runSwarmd(args, { cwd: folder.path })
      return [code, stderr]
    }
    const [own, other] = [join(folder.path, 'bad'), join(folder.path, 'worse')]
    expect(await start('./bad', './worse')).to.deep.equal([
      1,
      `swarmd: two backends are called "bad": ${own} and ${other}\n`,
    ])
    const standard = { name: 'libswarm-backend-simulator', version: '1.0.0', keywords: ['libswarm-backend'] }
    const manifest = { ...standard, libswarm: { backend: './index.js', api: '^1.0.0' } }
    await writeFile(join(own, 'package.json'), JSON.stringify(manifest))
    const [code, stderr] = await start('./bad', 'simulator')
    expect(code).to.equal(1)
    expect(stderr).to.match(/^swarmd: two backends are called "simulator": .*\/bad and .*\n$/)
    expect((await readdir(folder.path)).includes('a.sock')).to.equal(false)
  })
})
