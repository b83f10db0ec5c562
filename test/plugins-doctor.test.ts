import { chmod, mkdir, readdir, readFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { expect } from 'chai'
import { makeProject, type Project } from './support/backends.js'
import { describeLong } from './support/needs.js'
import { standardBackends } from './support/standard.js'
import { runSwarmd, startSwarmd, type Swarmd } from './support/swarmd.js'

interface Finding {
  readonly status: 'ok' | 'warning' | 'error'
  readonly what: string
  readonly sentence: string
}

const answering = `import { Readable } from 'node:stream'
export const install = (engine) => engine.register('SystemPing', () => Readable.from(['OK']))`

describe('swarmd plugins doctor', () => {
  let project: Project
  const running: (Swarmd | Server)[] = []
  beforeEach(async () => void (project = await makeProject()))
  afterEach(async () => {
    for (const one of running.splice(0)) await ('stop' in one ? one.stop('SIGKILL') : one.close())
    await project.remove()
  })

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runSwarmd(['plugins', 'doctor', ...args], { cwd: project.path, env: { TMPDIR: project.path, ...env } })

  /** Runs it once; what is returned tells the findings about one thing, `status: sentence`. */
  async function examine(args: readonly string[], env?: Readonly<Record<string, string>>) {
    const { code, stdout, stderr } = await run([...args, '--json'], env)
    expect(stderr).to.equal('')
    const findings = JSON.parse(stdout) as readonly Finding[]
    expect(code).to.equal(findings.some(({ status }) => status === 'error') ? 1 : 0)
    return (what: string): readonly string[] =>
      findings
        .filter((one) => one.what === what || one.what.startsWith(`${what} `))
        .map(({ status, sentence }) => `${status}: ${sentence}`)
  }
  const look = async (what: string, args: readonly string[], env?: Readonly<Record<string, string>>) =>
    (await examine(args, env))(what)

  async function listenOn(where: string | number): Promise<Server> {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(where as number, resolve))
    running.push(server)
    return server
  }

  describe('where all is well', () => {
    it('prints a line each, exit code 0, and leaves nothing', async () => {
      const { code, stdout, stderr } = await run([])
      expect([code, stderr]).to.deep.equal([0, ''])
      const rows = stdout.trimEnd().split('\n')
      expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2))).to.deep.equal(
        [
          'node',
          'node options',
          'config',
          ...standardBackends.map((name) => `backend ${name}`),
          'core',
          'isolation',
          'options',
          'listen',
          'answer',
        ].map((what) => ['ok', what]),
      )
      expect(await readdir(project.path)).to.deep.equal([])
    })

    it('asks the chain, in processes as configured', async () => {
      await project.install('libswarm-backend-foo', answering)
      const found = await examine(['--backend', 'debug', '--backend', 'foo', 'unix://a.sock'])
      expect(found('answer')).to.deep.equal(['ok: SystemPing is answered with 200 (debug > foo)'])
      expect(found('options')).to.deep.equal(['ok: debug', 'ok: foo; it declares no options to check'])
      expect(found('listen')).to.deep.equal(['ok: it is free'])
      expect((await readdir(project.path)).sort()).to.deep.equal(['node_modules', 'package.json'])
    })
  })

  describe('node', () => {
    it('unsafe options are an error among others', async () => {
      expect(await look('node options', [], { NODE_OPTIONS: '--insecure-http-parser' })).to.deep.equal([
        'error: unsafe NODE_OPTIONS: --insecure-http-parser: requests could be smuggled past what reads them strictly; start swarmd without it',
      ])
    })

    it('NODE_TLS_REJECT_UNAUTHORIZED is a warning', async () => {
      expect(await look('environment', [], { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' })).to.deep.equal(
        ['warning: NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: certificates are always verified'],
      )
    })
  })

  describe('config', () => {
    it('a right one, and one behind it', async () => {
      await project.put('.swarmdrc.yaml', 'backends: simulator web')
      await project.put('swarmd.config.js', 'throw 1')
      const found = await examine([])
      expect(found('config')).to.deep.equal([
        'ok: .swarmdrc.yaml is right',
        'warning: swarmd.config.js is not read, another comes first',
      ])
      expect(found('options')).to.deep.equal(['ok: simulator web'])
    })

    it('a wrong one is an error with its place, and the rest is looked at', async () => {
      await project.put('.swarmdrc.yaml', 'backend: simulator')
      const found = await examine([])
      expect(found('config').join()).to.match(/^error: \.swarmdrc\.yaml:1:1: .*did you mean "backends"\?/)
      expect(found('answer')).to.have.length(1)
    })

    it('a key that file and flag both say is an error', async () => {
      await project.put('.swarmdrc.yaml', 'isolate: none')
      expect((await look('config', ['--isolate', 'all'])).join()).to.match(/^error: conflicts: .*--isolate/)
    })
  })

  describe('installed backends', () => {
    it('one that cannot be used is an error, also when nobody names it; one that is in the way is a warning', async () => {
      await project.install('libswarm-backend-old', answering, { api: '^0.1.0' })
      await project.install('libswarm-backend-bad', answering, { options: { n: { type: 'int' } } })
      await project.install('libswarm-backend-debug', answering)
      await project.install('libswarm-backend-fine', answering)
      await project.put('node_modules/libswarm-backend-hoisted/package.json', '{')
      await project.put('.swarmdrc.yaml', 'plugins: { deny: [fine] }')
      const found = await examine([])
      expect(found('backend old').join()).to.match(
        /^error: incompatible, in .*: it was written for version \^0\.1\.0 of the job protocol, this is 1\.0\.0$/,
      )
      expect(found('backend bad').join()).to.match(/^error: invalid, in .*: the option "n" has no type/)
      expect(found('backend debug').map((one) => one.split(',')[0])).to.have.members([
        'ok: standard',
        'warning: shadowed',
      ])
      expect(found('backend hoisted').join()).to.match(/^warning: not a direct dependency, in /)
      expect(found('backend fine').join()).to.match(/^ok: denied, in .*: the deny list has "fine"$/)
    })

    it('none of their code runs', async () => {
      await project.install('libswarm-backend-foo', `import { writeFileSync } from 'node:fs'; writeFileSync('ran', '')`)
      expect((await run([])).code).to.equal(0)
      expect(await readdir(project.path)).to.not.include('ran')
    })
  })

  it('two copies of the core are a warning with versions and paths', async () => {
    const home = await project.install('libswarm-backend-foo', answering)
    await project.put('node_modules/libswarm-core/package.json', { version: '0.0.8' })
    await project.put('node_modules/libswarm-backend-foo/node_modules/libswarm-core/package.json', { version: '0.0.9' })
    const [found = '', ...more] = await look('core', [])
    expect(more).to.deep.equal([])
    expect(found).to.match(/^warning: 3 copies of libswarm-core are installed, which works: /)
    expect(found).to.match(/libswarm-core \d+\.\d+\.\d+ in \/\S+ \(of swarmd, /)
    expect(found).to.include(
      `libswarm-core 0.0.8 in ${project.at('node_modules/libswarm-core')} (of the working directory)`,
    )
    expect(found).to.include(`libswarm-core 0.0.9 in ${home}/node_modules/libswarm-core (of foo)`)
  })

  it('isolation: a TMPDIR that is not there is an error, none is a warning', async () => {
    expect(await look('isolation', [], { TMPDIR: '/nonexistent' })).to.deep.equal([
      'error: /nonexistent is not there or may not be used: it has the sockets of their streams (TMPDIR)',
    ])
    expect(await look('isolation', ['--isolate', 'none'])).to.deep.equal([
      'warning: none: a backend that fails may end swarmd',
    ])
  })

  it('wrong options of configured backends are errors, each its own, and nothing of them is started', async () => {
    await project.put('.swarmdrc.yaml', 'backends: [simulator --x, nosuch, "simulator web", [forward, { adress: x }]]')
    const found = await examine([])
    expect(found('options').map((one) => one.replace(/ \(.*/, ''))).to.deep.equal([
      'error: .swarmdrc.yaml:1:1: the backend "simulator": unknown option "--x"',
      'error: .swarmdrc.yaml:1:1: unknown backend "nosuch"',
      'ok: simulator web',
      'error: .swarmdrc.yaml:1:1: the backend "forward": unknown option "adress"',
    ])
    expect(found('answer')).to.deep.equal([
      'warning: the backends were not asked: they cannot be started, see the options',
    ])
  })

  describeLong(undefined, 'what forward points at', () => {
    const forward = (address: string) => ['--backend', `forward ${address}`]

    it('nothing there', async () => {
      const found = await examine(forward('unix://dead.sock'))
      expect(found('forward')).to.deep.equal(['error: there is no such file'])
      expect(found('answer')).to.deep.equal(['error: cannot connect to the engine at unix://dead.sock: no such file'])
    })

    it('a file, and a socket that nobody listens on any more', async () => {
      await project.put('file', '')
      expect(await look('forward', forward('unix://file'))).to.deep.equal(['error: the file is no socket'])
      const swarmd = await startSwarmd(['unix://stale.sock'], { cwd: project.path })
      await swarmd.stop('SIGKILL')
      expect(await look('forward', forward('unix://stale.sock'))).to.deep.equal(['error: nobody listens there'])
    })

    it('behind a backend that answers itself too', async () => {
      const found = await examine(['--backend', 'simulator', ...forward('unix://dead.sock')])
      expect(found('forward')).to.deep.equal(['error: there is no such file'])
      expect(found('answer')).to.deep.equal(['ok: SystemPing is answered with 200 (simulator)'])
    })

    it('a swarmd, whose socket is for everybody', async () => {
      running.push(await startSwarmd(['unix://a.sock'], { cwd: project.path }))
      expect(await look('forward', forward('unix://a.sock'))).to.deep.equal(['ok: somebody listens there'])
      await chmod(project.at('a.sock'), 0o666)
      const found = await examine(forward('unix://a.sock'))
      expect(found('forward')).to.deep.equal([
        'warning: somebody listens there, and everybody on this machine may connect to it: its mode is 666',
      ])
      expect(found('answer')).to.deep.equal(['ok: SystemPing is answered with 200 (forward)'])
    })

    it('one that takes connections and says nothing: it does not hang', async () => {
      const silent = createServer(() => undefined)
      await new Promise<void>((resolve) => silent.listen(project.at('silent.sock'), resolve))
      running.push(silent)
      expect((await look('answer', forward('unix://silent.sock'))).join()).to.match(/^error: .*SystemPing/)
    })
  })

  describeLong(undefined, 'addresses to listen on', () => {
    it('in use, no folder, no socket, twice, no address', async () => {
      const { port } = (await listenOn(0)).address() as AddressInfo
      await listenOn(project.at('used.sock'))
      await project.put('file', '')
      const errors = async (...args: readonly string[]) => look('listen', args)
      expect(await errors(`tcp://127.0.0.1:${port}`)).to.deep.equal([
        `error: cannot listen on tcp://127.0.0.1:${port}: the address is already in use (by this swarmd, if it is running)`,
      ])
      expect(await errors('unix://used.sock')).to.deep.equal([
        'error: cannot listen on unix://used.sock: the address is already in use (by this swarmd, if it is running)',
      ])
      expect(await errors('unix://no/a.sock', 'unix://file', 'unix://b.sock', 'unix://b.sock', 'c.sock')).to.deep.equal(
        [
          'error: cannot listen on unix://no/a.sock: the folder "no" does not exist',
          'error: cannot listen on unix://file: the file exists and is not a socket',
          'ok: it is free',
          'error: unix://b.sock is given twice',
          'error: unsupported address "c.sock": did you mean unix://c.sock? use tcp://host:port or unix://path',
        ],
      )
    })

    it('a stale socket is left there, a folder for everybody is a warning', async () => {
      const swarmd = await startSwarmd(['unix://stale.sock'], { cwd: project.path })
      await swarmd.stop('SIGKILL')
      expect(await look('listen', ['unix://stale.sock'])).to.deep.equal([
        'ok: nobody listens on this socket any more; it will be replaced',
      ])
      expect(await readdir(project.path)).to.deep.equal(['stale.sock'])
      await mkdir(project.at('open'))
      await chmod(project.at('open'), 0o777)
      expect(await look('listen', ['unix://open/a.sock'])).to.deep.equal([
        'ok: it is free',
        'warning: everybody may write to its folder, and so replace the socket',
      ])
    })

    it('those of health and metrics are looked at like any other', async () => {
      const admin = (...args: readonly string[]) =>
        look(
          'admin',
          args.flatMap((one) => ['--admin', one]),
        )
      expect(await admin('unix://a.sock', 'unix://a.sock', 'unix://no/b.sock')).to.deep.equal([
        'ok: it is free',
        'error: unix://a.sock is given twice',
        'error: cannot listen on unix://no/b.sock: the folder "no" does not exist',
      ])
      const exposed = ['--admin', 'tcp://0.0.0.0:0', '--insecure-tcp', '--backend', 'forward unix://a.sock']
      expect(await look('admin', exposed)).to.deep.equal([
        'warning: tcp://0.0.0.0:0 is reachable from other machines without client authentication: whoever reaches it sees what is asked of forward',
      ])
    })

    it('a group that there is not; what systemd will pass', async () => {
      expect(await look('listen', ['--socket-group', 'no-such-group', 'unix://a.sock'])).to.deep.equal([
        'error: cannot listen on unix://a.sock: there is no group "no-such-group"',
      ])
      expect(await look('listen', ['fd://'])).to.deep.equal([
        'ok: systemd passes its sockets when it starts swarmd, which cannot be looked at before',
      ])
    })

    it('with TLS: its files, and who may come in', async () => {
      const tls = (...args: readonly string[]) =>
        look('listen', [...args, '--tlscert', 'none.pem', 'tcp://127.0.0.1:0'])
      const missing = 'error: cannot use the TLS certificate none.pem: there is no such file'
      expect(await tls('--tls')).to.deep.equal([missing])
      expect(await tls('--tls', '--tlscacert', 'none.pem')).to.deep.equal([
        'warning: tlscacert is not used: without tlsverify no client is asked for a certificate',
        missing,
      ])
      expect(await tls()).to.deep.equal(['error: --tlscert requires --tls or --tlsverify'])
    })

    it('off loopback: an error with something real behind it, else a warning', async () => {
      const exposed = (...args: readonly string[]) => look('listen', [...args, 'tcp://0.0.0.0:0'])
      const open = 'tcp://0.0.0.0:0 is reachable from other machines without client authentication'
      expect(await exposed()).to.deep.equal([`warning: ${open}; nothing real is behind it`])
      const real = ['--backend', 'forward unix://a.sock']
      expect(await exposed(...real)).to.deep.equal([
        `error: refusing to listen: ${open}; use --tlsverify, listen on localhost or on a unix socket, or insist with --insecure-tcp`,
      ])
      expect(await exposed('--insecure-tcp', ...real)).to.deep.equal([
        `warning: ${open}: whoever reaches it controls what is behind forward`,
      ])
    })
  })

  type Cases = Readonly<Record<string, readonly [code: string, isolate: string, found: RegExp]>>

  async function expectFound([code, isolate, found]: Cases[string]): Promise<void> {
    await project.install(
      'libswarm-backend-bad',
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(process.env.HOME + '/pid', String(process.pid))\n${code}`,
    )
    const args = ['--isolate', isolate, '--backend', 'bad']
    expect((await look('answer', args, { HOME: project.path })).join()).to.match(found)
    const pid = Number(await readFile(project.at('pid'), 'utf8'))
    expect(pid).to.be.greaterThan(0)
    expect(() => process.kill(pid, 0)).to.throw('ESRCH')
    expect((await readdir(project.path)).sort()).to.deep.equal(['node_modules', 'package.json', 'pid'])
  }

  describe('backends that do not start or answer stop nothing and leave nothing:', () => {
    const cases: Cases = {
      'an install that throws': [
        `export const install = () => { throw new Error('no luck') }`,
        'third-party',
        /^error: .*"bad".*: no luck$/,
      ],
      'an install that ends the process, in process': [
        'export const install = () => process.exit(7)',
        'none',
        /^error: the process with the backends has ended \(exit code 7\): one of them has ended it$/,
      ],
      'no ping': [
        'export const install = () => undefined',
        'third-party',
        /^warning: SystemPing is not implemented by the backend "bad"; docker asks for it first$/,
      ],
      'output of its own': [
        `${answering}; console.log('noise'); console.error('noise')`,
        'none',
        /^ok: SystemPing is answered with 200 \(bad\)$/,
      ],
    }
    for (const [what, one] of Object.entries(cases)) it(what, () => expectFound(one))
  })

  describeLong(undefined, 'backends that never answer stop nothing and leave nothing either:', function () {
    this.timeout(60_000)
    const cases: Cases = {
      'an install that never returns': [
        'export const install = () => { while (true) {} }',
        'third-party',
        /^error: the backend "bad": it has not installed within 10 s/,
      ],
      'an install that never returns, in process': [
        'export const install = () => { while (true) {} }',
        'none',
        /^error: the backends have not answered within 16 s: one may be blocked$/,
      ],
      'a ping that is never answered': [
        `export const install = (engine) => { engine.register('SystemPing', () => new Promise(() => 0)) }`,
        'third-party',
        /^error: .*"bad".*/,
      ],
    }
    for (const [what, one] of Object.entries(cases)) it(what, () => expectFound(one))
  })
})
