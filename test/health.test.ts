import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import { splitWords } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { makeProject, type Project } from './support/backends.js'
import { childrenOf } from './support/proc.js'
import { until } from './support/processes.js'
import { scrape } from './support/scrape.js'
import { freePort, runSwarmd, spawnSwarmd, startSwarmd, type Swarmd } from './support/swarmd.js'

/** A backend that installs, and answers `docker ps`, when a file is there. */
const waiting = `
import { existsSync } from 'node:fs'
const there = async (path) => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10))
}
export const install = async (engine, [folder]) => {
  await there(folder + '/install')
  engine.register('ContainerList', () => {
    engine.log.info('asked for a list')
    return there(folder + '/list').then(() => [])
  })
}
`

const page = await readFile(new URL('../docs/operating.md', import.meta.url), 'utf8')

describe('the health of swarmd', () => {
  let project: Project
  let running: Swarmd[]

  beforeEach(async () => {
    project = await makeProject()
    running = []
  })
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop('SIGKILL')))
    await project.remove()
  })

  const start = async (...args: readonly string[]) => {
    const swarmd = await startSwarmd(args, { cwd: project.path })
    running.push(swarmd)
    return swarmd
  }
  const socket = (name: string) => ({ socketPath: project.at(name), port: undefined })
  const ask = async (path: string) => {
    const { status, text } = await call(socket('admin.sock'), `GET ${path}`)
    return [status, JSON.parse(text) as unknown]
  }
  const sockets = async () => (await readdir(project.path)).filter((name) => name.endsWith('.sock'))
  const adminListens = () => until('the admin address is there', () => existsSync(project.at('admin.sock')))
  const closing = [503, { status: 'closing', message: 'the daemon is closing' }]

  describe('before everything listens', () => {
    const begin = async () => {
      await project.install('libswarm-backend-waiting', waiting)
      const args = ['--isolate', 'none', '--admin', 'unix://admin.sock']
      const backends = ['--backend', `waiting ${project.path}`, '--backend', 'simulator']
      const swarmd = spawnSwarmd([...args, ...backends, 'unix://a.sock'], { cwd: project.path }, true)
      running.push(swarmd)
      await adminListens()
      return swarmd
    }

    it('it is alive and not ready, and ready afterwards', async () => {
      await begin()
      expect(await ask('/health')).to.deep.equal([200, { status: 'ok' }])
      expect(await ask('/ready')).to.deep.equal([503, { status: 'not ready', message: 'the daemon is starting' }])
      expect((await scrape(project.at('admin.sock'))).values('swarmd_backend_state')).to.deep.equal({})
      expect(existsSync(project.at('a.sock'))).to.equal(false)
      await writeFile(project.at('install'), '')
      await until('it is ready', async () => (await ask('/ready'))[0] === 200)
      expect(existsSync(project.at('a.sock'))).to.equal(true)
    })

    it('a signal leaves no socket of it behind', async () => {
      const { code } = await (await begin()).stop('SIGTERM')
      expect(code).to.equal(0)
      expect(await sockets()).to.deep.equal([])
    })
  })

  /** One that has been told to end while a finite call is under way. */
  const startClosing = async () => {
    await project.install('libswarm-backend-waiting', waiting)
    await writeFile(project.at('install'), '')
    const backends = ['--backend', `waiting ${project.path}`, '--backend', 'simulator']
    const swarmd = await start('--isolate', 'none', '--admin', 'unix://admin.sock', ...backends, 'unix://a.sock')
    expect(await ask('/ready')).to.deep.equal([200, { status: 'ready' }])
    const held = call(socket('a.sock'), 'GET /containers/json')
    await until('the call is under way', () => swarmd.stderr().includes('asked for a list'))
    swarmd.child.kill('SIGTERM')
    await until('it is closing', () => swarmd.stderr().includes('closing'))
    return { swarmd, held }
  }

  it('while it closes it is neither healthy nor ready, and still says how it is', async () => {
    const { swarmd, held } = await startClosing()
    expect(await ask('/health')).to.deep.equal(closing)
    expect(await ask('/ready')).to.deep.equal(closing)
    expect((await scrape(project.at('admin.sock'))).value('swarmd_connections')).to.equal(1)
    await writeFile(project.at('list'), '')
    expect((await held).status).to.equal(200)
    const { code } = await swarmd.ended
    expect(code).to.equal(0)
    expect(await sockets()).to.deep.equal([])
  })

  it('a second signal ends it at once, and leaves no socket of it behind (row 85)', async () => {
    const { swarmd, held } = await startClosing()
    held.catch(() => undefined)
    await until('it has stopped listening', async () => (await sockets()).join() === 'admin.sock')
    const { code } = await swarmd.stop('SIGTERM')
    expect(code).to.equal(143)
    expect(await sockets()).to.deep.equal([])
  })

  it('it is ready when the engine behind it is there, and says which one is not', async () => {
    await start('--admin', 'unix://admin.sock', '--backend', 'forward unix://none.sock', 'unix://a.sock')
    const message = 'cannot connect to the engine at unix://none.sock: no such file'
    expect(await ask('/ready')).to.deep.equal([503, { status: 'not ready', message }])
    expect(await ask('/health')).to.deep.equal([200, { status: 'ok' }])
    expect((await scrape(project.at('admin.sock'))).values('swarmd_ready')).to.deep.equal({ forward: 0 })
    await start('--backend', 'simulator', 'unix://none.sock')
    expect(await ask('/ready')).to.deep.equal([200, { status: 'ready' }])
    expect((await scrape(project.at('admin.sock'))).values('swarmd_ready')).to.deep.equal({ forward: 1 })
  })

  it('a backend in a process of its own goes, and comes back', async () => {
    const swarmd = await start(
      '--isolate',
      'all',
      '--admin',
      'unix://admin.sock',
      '--backend',
      'simulator',
      'unix://a.sock',
    )
    const states = async () => (await scrape(project.at('admin.sock'))).values('swarmd_backend_state')
    const state = (up: number, restarting: number) => ({
      '1 simulator up': up,
      '1 simulator restarting': restarting,
      '1 simulator down': 0,
    })
    expect(await states()).to.deep.equal(state(1, 0))
    const [guest] = await childrenOf(swarmd.child.pid!)
    process.kill(guest!, 'SIGKILL')
    await until('it is seen to be gone', async () => (await states())['1 simulator up'] === 0)
    expect(await states()).to.deep.equal(state(0, 1))
    const message = 'the backend "simulator" has ended (signal SIGKILL) and is being started again'
    expect(await ask('/ready')).to.deep.equal([503, { status: 'not ready', message }])
    await until('it is back', async () => (await states())['1 simulator up'] === 1)
    expect(await states()).to.deep.equal(state(1, 0))
    expect(await ask('/ready')).to.deep.equal([200, { status: 'ready' }])
  })

  it('a chain that can say of itself neither that it lives nor its version is not ready', async () => {
    const code = `export const install = (engine) => engine.register('ContainerList', () => [])`
    await project.install('libswarm-backend-mine', code)
    await start('--admin', 'unix://admin.sock', '--backend', 'mine', 'unix://a.sock')
    const message =
      'SystemVersion is not implemented by the backend "mine"; a backend that is ready answers SystemPing or SystemVersion'
    expect(await ask('/ready')).to.deep.equal([503, { status: 'not ready', message }])
  })

  describe('where it may be told', () => {
    const refused = (...args: readonly string[]) => runSwarmd(args, { cwd: project.path })
    const forward = ['--backend', 'forward unix://none.sock']

    it('off loopback it is refused when something real is there, before anything is opened', async () => {
      for (const address of ['tcp://0.0.0.0:0', 'tcp://[::]:0']) {
        const { code, stderr } = await refused('--admin', address, ...forward, 'unix://a.sock')
        expect(stderr).to.equal(
          `swarmd: refusing to listen: ${address} tells other machines without any authentication what is called and how it goes; put --admin on localhost or on a unix socket, or insist with --insecure-tcp\n`,
        )
        expect(code).to.equal(1)
      }
      expect(await sockets()).to.deep.equal([])
    })

    for (const [what, flags] of [
      ['with --insecure-tcp', ['--insecure-tcp', ...forward]],
      ['when nothing real is there', []],
    ] as const) {
      it(`off loopback it is a warning ${what}`, async () => {
        const swarmd = await start('--admin', 'tcp://0.0.0.0:0', ...flags, 'unix://a.sock')
        expect(swarmd.stderr()).to.include(
          'swarmd: warning: tcp://0.0.0.0:0 tells other machines without any authentication what is called and how it goes\n',
        )
        const [, port] = /health and metrics on tcp:\/\/0\.0\.0\.0:(\d+)/.exec(swarmd.stderr()) ?? []
        expect((await call({ socketPath: undefined, port: Number(port) }, 'GET /health')).status).to.equal(200)
      })
    }

    const wrong: readonly (readonly [address: string, sentence: RegExp])[] = [
      ['unix://a.sock', /^swarmd: duplicate address "unix:\/\/a\.sock": unix:\/\/a\.sock is given twice\n$/],
      ['tls://127.0.0.1:0', /^swarmd: (unsupported|invalid)( admin)? address "?tls:/],
      ['127.0.0.1:x', /^swarmd: invalid address "127\.0\.0\.1:x": invalid port "x"/],
    ]
    for (const [address, sentence] of wrong) {
      it(`not on ${address}, and nothing is opened then`, async () => {
        const { code, stderr } = await refused('--admin', address, 'unix://a.sock')
        expect(stderr).to.match(sentence)
        expect(code).to.equal(2)
        expect(existsSync(project.at('a.sock'))).to.equal(false)
      })
    }

    it('where somebody listens already it is an error that names the address, and nothing is left open', async () => {
      const port = await freePort()
      await start(`tcp://127.0.0.1:${port}`)
      const { code, stderr } = await refused(
        '--admin',
        'unix://admin.sock',
        '--admin',
        `tcp://127.0.0.1:${port}`,
        'unix://a.sock',
      )
      expect(stderr).to.include(`swarmd: cannot listen on tcp://127.0.0.1:${port}: the address is already in use\n`)
      expect(code).to.equal(1)
      expect(await sockets()).to.deep.equal([])
    })

    it('as docs/operating.md does it', async () => {
      const [, block = ''] = /## Health and metrics[^]*?```sh\n([^]*?)```/.exec(page) ?? []
      const [line = '', asks = ''] = block.split('\n')
      await start(...splitWords(line.replace(/ &$/, '')).slice(2))
      const [program, , option, path = '', url = ''] = splitWords(asks)
      expect([program, option]).to.deep.equal(['curl', '--unix-socket'])
      const { status } = await call(socket(path), `GET ${new URL(url).pathname}`)
      expect(status).to.equal(200)
    })

    it('a config file says it too, from its own folder, and the flag replaces it', async () => {
      await project.put('package.json', {})
      await project.put('.swarmdrc', 'listen: unix://a.sock\nadmin: unix://admin.sock')
      await project.put('deep/keep', '')
      running.push(await startSwarmd([], { cwd: project.at('deep') }))
      expect(await ask('/ready')).to.deep.equal([200, { status: 'ready' }])
      await start('--admin', 'unix://other.sock', 'unix://b.sock')
      expect((await call(socket('other.sock'), 'GET /ready')).status).to.equal(200)
    })
  })
})
