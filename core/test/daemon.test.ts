import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createLogger, startDaemon, type Daemon, type InlineBackend } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { backend, Wire } from './support.js'

const fake = backend('fake', (engine) => {
  engine.register('ContainerList', () => [])
  engine.register('SystemEvents', async function* (job) {
    yield { Action: 'start' }
    await new Promise((resolve) => job.signal.addEventListener('abort', resolve))
  })
  engine.register('ContainerStop', () => new Promise((resolve) => setTimeout(resolve, 100)))
  engine.register('ContainerKill', () => new Promise(() => undefined))
})

describe('a daemon', () => {
  let folder: string
  const started: Daemon[] = []
  const at = (name: string) => `unix://${join(folder, name)}`

  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'swarmd-test-'))))
  afterEach(async () => {
    await Promise.all(started.splice(0).map((daemon) => daemon.close()))
    await rm(folder, { recursive: true })
  })

  async function start(
    listen: readonly string[],
    more: object = {},
    backends: readonly InlineBackend[] = [fake],
  ): Promise<Daemon> {
    const daemon = await startDaemon({ backends, listen, grace: 0, ...more })
    started.push(daemon)
    return daemon
  }

  async function failure(listen: readonly string[], more: object = {}): Promise<{ kind: string; message: string }> {
    try {
      await start(listen, more)
    } catch (thrown) {
      return thrown as { kind: string; message: string }
    }
    throw new Error('the daemon started')
  }

  const lists = async (daemon: Daemon, index = 0) => {
    const address = daemon.addresses[index]!
    const target = address.startsWith('unix://')
      ? { socketPath: address.slice(7), port: undefined }
      : { socketPath: undefined, port: Number(/\d+$/.exec(address)![0]) }
    return (await call(target, 'GET /containers/json')).text
  }

  it('serves several addresses, and says which they are', async () => {
    const daemon = await start(['tcp://localhost:0', 'tcp://127.0.0.1:0', at('a.sock')])
    expect(daemon.addresses[0]).to.match(/^tcp:\/\/127\.0\.0\.1:\d+$/)
    expect(daemon.addresses[2]).to.equal(at('a.sock'))
    for (const index of [0, 1, 2]) expect(await lists(daemon, index)).to.equal('[]\n')
  })

  it('makes its socket for owner and group alone, under any umask, and restores the umask', async () => {
    const before = process.umask(0)
    try {
      await start([at('a.sock')])
      expect((await stat(join(folder, 'a.sock'))).mode & 0o777).to.equal(0o660)
      expect(process.umask()).to.equal(0)
    } finally {
      process.umask(before)
    }
  })

  it('removes its socket when it ends, and lets a new one take the place', async () => {
    const daemon = await start([at('a.sock')])
    await daemon.close()
    expect(await readdir(folder)).to.deep.equal([])
    expect(await lists(await start([at('a.sock')]))).to.equal('[]\n')
  })

  it('replaces a socket that nobody listens on any more', async () => {
    const path = join(folder, 'a.sock')
    await leaveStale(path)
    expect((await stat(path)).isSocket()).to.equal(true)
    expect(await lists(await start([at('a.sock')]))).to.equal('[]\n')
  })

  it('leaves a live socket, a file, a folder and a link alone', async () => {
    const first = await start([at('live.sock')])
    await writeFile(join(folder, 'file'), 'precious')
    await symlink(join(folder, 'nowhere'), join(folder, 'link'))
    const before = (await readdir(folder)).sort()
    expect(await failure([at('live.sock')])).to.include({
      kind: 'Unavailable',
      message: `cannot listen on ${at('live.sock')}: the address is already in use`,
    })
    for (const name of ['file', 'link', '.']) {
      expect((await failure([at(name)])).message, name).to.match(/the file exists and is not a socket$/)
    }
    expect((await readdir(folder)).sort()).to.deep.equal(before)
    expect(await lists(first)).to.equal('[]\n')
  })

  it('names the folder that is missing', async () => {
    expect((await failure([at('no/such.sock')])).message).to.equal(
      `cannot listen on ${at('no/such.sock')}: the folder "${join(folder, 'no')}" does not exist`,
    )
  })

  it('opens nothing when one of its addresses is taken', async () => {
    const taken = await start(['tcp://127.0.0.1:0'])
    const { message } = await failure([at('a.sock'), taken.addresses[0]!])
    expect(message).to.equal(`cannot listen on ${taken.addresses[0]}: the address is already in use`)
    expect(await readdir(folder)).to.deep.equal([])
    expect(await lists(taken)).to.equal('[]\n')
  })

  it('refuses the same address twice, in whatever form, and an unknown one', async () => {
    expect(await failure(['localhost:4242', 'tcp://localhost:4242'])).to.include({
      kind: 'InvalidParameter',
      message: 'duplicate address "tcp://localhost:4242": tcp://localhost:4242 is given twice',
    })
    expect(await failure(['http://x'])).to.include({ kind: 'InvalidParameter' })
  })

  it('refuses other machines, unless nothing real is behind it or the operator insists (rows 2, 3, 4)', async () => {
    const lines: string[] = []
    const log = createLogger('warn', (line) => lines.push(line))
    const real = { ...fake, simulated: false }
    await start(['tcp://0.0.0.0:0'], { log })
    expect(lines.splice(0)).to.deep.equal([
      'tcp://0.0.0.0:0 is reachable from other machines without client authentication; nothing real is behind it',
    ])
    const refused = startDaemon({ backends: [real, fake], listen: ['tcp://0.0.0.0:0'] })
    const thrown = await refused.then(
      () => undefined,
      (error: unknown) => error as { kind: string; message: string },
    )
    expect(thrown).to.include({ kind: 'Forbidden' })
    expect(thrown?.message).to.match(
      /^refusing to listen: tcp:\/\/0\.0\.0\.0:0 is reachable .* use --tlsverify, .* --insecure-tcp$/,
    )
    await start(['tcp://[::]:0'], { log, insecureTcp: true }, [real])
    expect(lines[0]).to.match(/whoever reaches it controls what is behind fake$/)
    await start(['tcp://127.0.0.2:0', 'tcp://[::ffff:127.0.0.1]:0'], { log }, [real])
    expect(lines.slice(1)).to.deep.equal(
      ['tcp://127.0.0.2:0', 'tcp://[::ffff:127.0.0.1]:0'].map(
        (address) =>
          `${address} is open to every user of this machine: whoever reaches it controls what is behind fake`,
      ),
    )
    await start(['tcp://localhost:0'], { log })
    expect(lines).to.have.length(3)
  })

  const own = Object.values(networkInterfaces())
    .flat()
    .find((found) => found?.internal === false && found.family === 'IPv4')
  if (own !== undefined) {
    it('counts the bound address, not its spelling (row 5)', async () => {
      const refused = await startDaemon({
        backends: [{ ...fake, simulated: false }],
        listen: [`tcp://${own.address}:0`],
      }).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(refused).to.include({ kind: 'Forbidden' })
    })
  }

  it('lets finite calls finish, cuts streams, and says how many calls it cut', async () => {
    const daemon = await start([at('a.sock')], { grace: 5000 })
    const target = { socketPath: join(folder, 'a.sock') } as never
    const events = new Wire(target).write('GET /events HTTP/1.1\r\nHost: d\r\n\r\n')
    await events.until('"start"')
    const stopping = call(target, 'POST /containers/a/stop')
    const idle = new Wire(target).write('GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n')
    await idle.until('[]')
    // By now the stop has arrived too: it was sent before.
    const cut = daemon.close()
    expect((await stopping).status).to.equal(204)
    expect(await cut).to.equal(1)
    await Promise.all([events.ended(), idle.ended()])
    expect(await readdir(folder)).to.deep.equal([])
  })

  it('does not wait for a backend that never ends', async () => {
    const lines: string[] = []
    const log = createLogger('error', (line) => lines.push(line))
    const stuck = backend('stuck', (engine) => engine.onClose(() => new Promise(() => undefined)))
    const daemon = await start([at('a.sock')], { log }, [stuck])
    expect(await daemon.close()).to.equal(0)
    expect(lines).to.deep.equal(['a backend did not end in time'])
  })

  it('cuts what does not finish in time', async () => {
    const daemon = await start([at('a.sock')], { grace: 20 })
    const wire = new Wire({ socketPath: join(folder, 'a.sock') } as never)
    wire.write('POST /containers/a/kill HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n')
    await new Promise((resolve) => wire.socket.once('connect', resolve))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await daemon.close()).to.equal(1)
    expect(await wire.ended()).to.equal('')
  })

  /** A socket file as a killed process leaves it: bound, then renamed away from the listener that would remove it. */
  async function leaveStale(path: string): Promise<void> {
    const { rename } = await import('node:fs/promises')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(`${path}.first`, resolve))
    await rename(`${path}.first`, path)
    await new Promise((resolve) => server.close(resolve))
  }
})
