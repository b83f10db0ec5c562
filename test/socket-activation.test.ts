import { spawn } from 'node:child_process'
import { closeSync, openSync, readlinkSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { activate, activateInVain, open, openConnection, openDatagram, type Opened } from './support/activation.js'
import { makeProject, type Project } from './support/backends.js'
import { Authority, opensslMissing } from './support/certificates.js'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { isRoot } from './support/privileges.js'
import { isRunning } from './support/proc.js'
import { findProgram, until } from './support/processes.js'
import { freePort, runSwarmd, swarmdBin, type Swarmd } from './support/swarmd.js'
import { get } from './support/tls-client.js'

const missing = process.platform === 'linux' ? undefined : 'no Linux: nobody passes sockets'

/** Says what its process was given: variables, and the sockets that it was started with. */
const looking = `import { readdirSync, readlinkSync } from 'node:fs'
const sockets = readdirSync('/proc/self/fd').flatMap((fd) => {
  try { return [readlinkSync('/proc/self/fd/' + fd)] } catch { return [] }
})
export const install = (engine) => engine.register('SystemInfo', () => ({ Labels: [...Object.keys(process.env), ...sockets] }))`

describeNeeding(missing, 'swarmd with sockets that systemd passes', () => {
  let project: Project
  let swarmd: Swarmd | undefined
  const at = (name: string) => join(project.path, name)
  const unix = (name: string) => open({ path: at(name) })
  const tcp = (host = '127.0.0.1') => open({ port: 0, host })
  const cwd = () => ({ cwd: project.path })

  beforeEach(async () => void (project = await makeProject()))
  afterEach(async () => {
    await swarmd?.stop('SIGKILL')
    swarmd = undefined
    await project.remove()
  })

  const ping = async (where: string | number) => {
    const target =
      typeof where === 'string' ? { socketPath: where, port: undefined } : { socketPath: undefined, port: where }
    return (await call(target, 'GET /_ping')).text
  }
  const isRefused = (port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1').once('error', () => resolve(true))
      socket.once('connect', () => resolve(false)).once('connect', () => socket.destroy())
    })

  describe('fd://', () => {
    it('listens on all of them, says where that is, and leaves their files at the end', async () => {
      const [file, port] = [await unix('a.sock'), await tcp()]
      const { ino } = await lstat(at('a.sock'))
      swarmd = await activate([file, port], ['fd://', 'unix://own.sock'], cwd())
      expect(await ping(at('a.sock'))).to.equal('OK')
      expect(await ping(port.port)).to.equal('OK')
      expect(await ping(at('own.sock'))).to.equal('OK')
      expect(swarmd.stderr()).to.match(
        new RegExp(
          `listening on unix://${at('a.sock')}\nswarmd: listening on tcp://127\\.0\\.0\\.1:${port.port}\nswarmd: listening on unix://own\\.sock\n$`,
        ),
      )
      expect((await swarmd.stop()).code).to.equal(0)
      expect(await readdir(project.path)).to.deep.equal(['a.sock'])
      expect((await lstat(at('a.sock'))).ino).to.equal(ino)
    })

    it('NAME and fd://NUMBER are some of them; the others are closed, with a line each', async () => {
      for (const address of ['fd://second', 'fd://4']) {
        const sockets = [await tcp(), await tcp(), await tcp()]
        swarmd = await activate(sockets, [address], { ...cwd(), names: 'first:second' })
        expect(await ping(sockets[1]!.port)).to.equal('OK')
        for (const { port } of [sockets[0]!, sockets[2]!]) expect(await isRefused(port)).to.equal(true)
        expect(swarmd.stderr())
          .to.include('warning: systemd has passed the socket 3 ("first"), and no address asks for it: it is closed\n')
          .and.include('warning: systemd has passed the socket 5, and no address asks for it: it is closed\n')
        await swarmd.stop()
      }
    })

    it('is nowhere asked for: they are closed all the same, with a line each', async () => {
      const socket = await tcp()
      swarmd = await activate([socket], ['unix://own.sock'], cwd())
      expect(await isRefused(socket.port)).to.equal(true)
      expect(swarmd.stderr()).to.include(
        'warning: systemd has passed the socket 3, and no address asks for it: it is closed\n',
      )
      expect(await ping(at('own.sock'))).to.equal('OK')
    })

    it('is no business of what it starts: no variable, no descriptor', async () => {
      await project.install('libswarm-backend-look', looking)
      const sockets: Opened[] = []
      for (let count = 0; count < 20; count++) sockets.push(await tcp())
      const inodes = sockets.map(({ fd }) => readlinkSync(`/proc/self/fd/${fd}`))
      const listened = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']
      const seen = listened.flatMap((name) => ['--isolate-env', name])
      swarmd = await activate(sockets, [...seen, '--backend', 'look', 'fd://'], { ...cwd(), names: 'a' })
      const target = { socketPath: undefined, port: sockets[0]!.port }
      const { Labels } = (await call(target, 'GET /info')).json<{ readonly Labels: readonly string[] }>()
      expect(Labels).to.include('PATH')
      expect(Labels.filter((label) => label.startsWith('socket:'))).to.not.be.empty
      expect(Labels.filter((label) => [...listened, ...inodes].includes(label))).to.deep.equal([])
    })

    it('on TCP is guarded like any other address: what it is bound to counts', async () => {
      for (const host of ['0.0.0.0', '::']) {
        const real = ['--backend', `forward unix://${at('none.sock')}`, 'fd://']
        const { code, stderr } = await activateInVain([await tcp(host)], real, cwd())
        expect(stderr).to.match(/refusing to listen: tcp:\/\/(0\.0\.0\.0|\[::\]):\d+ is reachable from other machines/)
        expect(code).to.equal(1)
      }
      swarmd = await activate([await tcp('0.0.0.0')], ['fd://'], cwd())
      expect(swarmd.stderr()).to.match(/warning: tcp:\/\/0\.0\.0\.0:\d+ is reachable from other machines/)
      await swarmd.stop()
      for (const host of ['127.0.0.2', '::1', '::ffff:127.0.0.1']) {
        const socket = await tcp(host).catch(() => undefined)
        if (socket === undefined) continue
        const real = ['--backend', `forward unix://${at('none.sock')}`, 'fd://']
        swarmd = await activate([socket], real, cwd())
        expect(swarmd.stderr()).to.match(/listening on tcp:\/\/(127\.0\.0\.2|\[::1\]|\[::ffff:127\.0\.0\.1\]):\d+\n/)
        await swarmd.stop()
      }
    })
  })

  describeNeeding(opensslMissing(), 'fd:// with --tlsverify', () => {
    it('speaks TLS on the TCP ones, to who has a certificate alone, and none on the Unix ones', async () => {
      const authority = await Authority.make(at('ca'))
      const server = await authority.issue('server', { usage: 'serverAuth' })
      const pair = await authority.issue('client')
      const files = ['--tlscacert', authority.cert, '--tlscert', server.cert, '--tlskey', server.key]
      const [file, { port, ...passed }] = [await unix('a.sock'), await tcp('0.0.0.0')]
      const real = ['--backend', 'debug --quiet', '--backend', `forward unix://${at('none.sock')}`]
      swarmd = await activate([file, { port, ...passed }], ['--tlsverify', ...files, ...real, 'fd://'], cwd())
      expect(swarmd.stderr()).to.match(/listening on tls:\/\/0\.0\.0\.0:\d+\n/)
      const { status } = await get({ port, ca: authority.cert, pair }, '/_ping')
      expect(status).to.equal(502)
      await get({ port, ca: authority.cert }, '/_ping').then(
        () => expect.fail('answered without a certificate'),
        () => undefined,
      )
      const plain = { socketPath: undefined, port }
      expect((await call(plain, 'GET /_ping')).text).to.equal('Client sent an HTTP request to an HTTPS server.\n')
      expect((await call({ socketPath: at('a.sock'), port: undefined }, 'GET /_ping')).status).to.equal(502)
    })
  })

  describe('exits with 1 and says what systemd should have passed', () => {
    const inVain = async (sockets: readonly Opened[], args: readonly string[], told = {}) => {
      const { code, stdout, stderr } = await activateInVain(sockets, args, { ...cwd(), ...told })
      expect([code, stdout], stderr).to.deep.equal([1, ''])
      return stderr.replace(/^swarmd: no --backend.*\n/, '')
    }

    it('nothing was passed (row 10)', async () => {
      const { code, stdout, stderr } = await runSwarmd(['fd://', 'unix://a.sock'], cwd())
      expect(stderr).to.equal(
        'swarmd: cannot listen on fd://: systemd has passed no socket (LISTEN_PID and LISTEN_FDS are not set): it does so when it starts swarmd by a service that a socket unit belongs to\n',
      )
      expect([code, stdout]).to.deep.equal([1, ''])
      expect(await readdir(project.path)).to.deep.equal([])
    })

    it('they are for another process', async () => {
      expect(await inVain([await unix('a.sock')], ['fd://'], { pid: '1' })).to.match(
        /^swarmd: cannot listen on fd:\/\/: sockets were passed to the process 1, and this is \d+: the service has to start swarmd itself, with nothing in between that stays \(npx, npm, a shell\)\n$/,
      )
    })

    it('none is called so, or has that number', async () => {
      const names = 'swarmd.socket'
      for (const address of ['fd://swarm.socket', 'fd://5']) {
        expect(await inVain([await tcp(), await tcp()], [address], { names })).to.equal(
          `swarmd: cannot listen on ${address}: systemd has passed no such socket, but 3 ("swarmd.socket"), 4\n`,
        )
      }
    })

    it('it is no socket, or no stream, or not there', async () => {
      const fd = openSync('/dev/null', 'r')
      expect(await inVain([{ fd, port: 0, close: () => closeSync(fd) }], ['fd://'])).to.equal(
        'swarmd: cannot listen on fd://3: the descriptor 3 is no socket\n',
      )
      expect(await inVain([await openDatagram()], ['fd://'])).to.equal(
        'swarmd: cannot listen on fd://3: the socket is no stream: the socket unit needs ListenStream=\n',
      )
      expect(await inVain([await unix('a.sock')], ['fd://'], { count: 2, names: 'a:b' })).to.equal(
        'swarmd: cannot listen on fd://4: the descriptor 4 ("b") is no socket\n',
      )
    })

    it('it is a connection, as Accept=yes passes them', async () => {
      const listening = await tcp()
      expect(await inVain([await openConnection(listening.port)], ['fd://'])).to.equal(
        'swarmd: cannot listen on fd://3: the socket is a connection: the socket unit needs Accept=no\n',
      )
      listening.close()
    })

    it('one that two addresses ask for is a usage error', async () => {
      const { code, stderr } = await activateInVain([await tcp()], ['fd://', 'fd://3'], cwd())
      expect(stderr).to.equal('swarmd: duplicate address: two addresses ask for the socket fd://3\n')
      expect(code).to.equal(2)
    })
  })

  const unshare = isRoot && findProgram('unshare') !== undefined ? undefined : 'not root, or unshare not installed'
  describeNeeding(unshare, 'of another network namespace', () => {
    const through = ['unshare', '--net']

    it('a unix socket serves; a TCP socket, that nobody here can tell the reach of, is refused', async () => {
      swarmd = await activate([await unix('a.sock')], ['fd://'], { ...cwd(), through })
      expect(await ping(at('a.sock'))).to.equal('OK')
      const { code, stderr } = await activateInVain([await tcp()], ['fd://'], { ...cwd(), through })
      expect(stderr).to.match(/cannot listen on fd:\/\/3: it is a TCP socket .* another network namespace: /)
      expect(code).to.equal(1)
    })
  })

  const program = findProgram('systemd-socket-activate')
  describeNeeding(
    program === undefined ? 'systemd-socket-activate not installed' : dockerMissing(),
    'when the systemd of this machine passes them',
    () => {
      it('is started by the first client, and answers it', async () => {
        const port = await freePort()
        const words = ['-l', at('a.sock'), '-l', `127.0.0.1:${port}`, '--fdname=api:tcp']
        const args = [process.execPath, swarmdBin, '--backend', 'simulator web', 'fd://api', 'fd://tcp']
        const child = spawn(program!, [...words, ...args], { cwd: project.path, stdio: ['ignore', 'ignore', 'pipe'] })
        let stderr = ''
        child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
        try {
          await until('systemd listens', () => stderr.includes('Listening on') && stderr.includes(String(port)))
          expect(stderr).to.not.include('swarmd:')
          for (const address of [`unix://${at('a.sock')}`, `tcp://127.0.0.1:${port}`]) {
            const { code, stdout } = await docker(address, ['ps', '--format', '{{.Names}}'])
            expect([code, stdout], stderr).to.deep.equal([0, 'web\n'])
          }
          expect(stderr).to.include(`swarmd: listening on unix://${at('a.sock')}\n`)
        } finally {
          child.kill('SIGTERM')
        }
        await until('it has ended', () => !isRunning(child.pid!) || child.exitCode !== null)
        expect(child.exitCode).to.equal(0)
        expect((await readdir(project.path)).filter((name) => name.endsWith('.sock'))).to.deep.equal(['a.sock'])
      })
    },
  )
})
