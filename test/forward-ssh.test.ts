import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { openRaw } from './support/open.js'
import { childrenOf, isRunning } from './support/proc.js'
import { until } from './support/processes.js'
import { startSshd, sshdMissing, type Sshd } from './support/sshd.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

describeNeeding(sshdMissing(), 'forward to an engine behind ssh', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>
  let sshd: Sshd
  let engine: Swarmd
  let forward: Swarmd
  let count = 0
  const running: Swarmd[] = []
  const at = (name: string) => join(folder.path, name)
  const socketPath = () => at('forward.sock')
  const address = (path = at('engine.sock')) => `ssh://127.0.0.1:${sshd.port}${path}`

  before(async () => {
    folder = await temporaryFolder()
    temporary = await temporaryFolder()
    sshd = await startSshd(folder.path)
    engine = await startEngine()
    forward = await forwarding(address(), sshd.config, socketPath())
  })
  after(async () => {
    for (const one of [...running, forward, engine]) await one?.stop('SIGKILL')
    await sshd?.stop()
    await until('no link has left its folder', async () => (await linkFolders()).length === 0)
    await temporary.remove()
    await folder.remove()
  })

  const startEngine = () => startSwarmd(['--backend', 'simulator web', `unix://${at('engine.sock')}`])
  /** A swarmd that forwards, whose links are in a folder of the test's own. */
  const forwarding = (to: string, config: string, listen: string) =>
    startSwarmd(['--backend', `forward ${to} --sshconfig ${config}`, `unix://${listen}`], {
      env: { TMPDIR: temporary.path },
    })
  const another = async (to: string, config: string) => {
    const path = at(`${++count}.sock`)
    const swarmd = await forwarding(to, config, path)
    running.push(swarmd)
    return { swarmd, path }
  }
  const ask = (path = socketPath(), line = 'GET /v1.41/containers/json') =>
    call({ socketPath: path, port: undefined }, line)
  const messageOf = async (path: string) => {
    const { status, text } = await ask(path, 'GET /version')
    return [status, (JSON.parse(text) as { message: string }).message] as const
  }
  const linkFolders = async () => (await readdir(temporary.path)).filter((name) => name.startsWith('swarmd-ssh-'))
  /** The processes of ssh that a swarmd has. */
  const links = async (swarmd: Swarmd) => {
    const names = (await childrenOf(swarmd.child.pid!)).map(async (pid) => {
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
      return name === 'ssh\n' ? [pid] : []
    })
    return (await Promise.all(names)).flat()
  }
  const isOver = async (pid: number) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    return stat === '' || / Z /.test(stat)
  }

  it('has its answers', async () => {
    expect((await ask()).json<{ Names: string[] }[]>()[0]!.Names).to.deep.equal(['/web'])
    expect(forward.stderr()).to.equal(`swarmd: listening on unix://${socketPath()}\n`)
  })

  it('serves 50 clients at once over one link, though a connection of sshd has 10 sessions', async () => {
    const streams = Array.from({ length: 50 }, () => openRaw(socketPath(), ['GET /events HTTP/1.1', 'Host: h']))
    await until('all streams have begun', () => streams.every((stream) => stream.heard().startsWith('HTTP/1.1 200 OK')))
    const answers = await Promise.all(streams.map(() => ask()))
    expect(answers.map(({ status }) => status)).to.deep.equal(streams.map(() => 200))
    expect(await links(forward)).to.have.length(1)
    for (const { socket } of streams) socket.destroy()
  })

  it('passes a WebSocket on', async () => {
    const web = openRaw(socketPath(), [
      'GET /v1.41/containers/web/attach/ws?stream=1&stdin=1&stdout=1 HTTP/1.1',
      'Host: h',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ])
    await until('the handshake is answered', () => web.heard().includes('\r\n\r\n'))
    expect(web.heard()).to.match(/^HTTP\/1.1 101 /)
    web.socket.destroy()
  })

  describeNeeding(dockerMissing(), 'for docker', () => {
    it('loses nothing of exec -i behind the end of its input, nor the exit code', async () => {
      const input = 'a line\n'.repeat(300_000)
      const echoed = await docker(`unix://${socketPath()}`, ['exec', '-i', 'web', 'cat'], { input })
      expect([echoed.code, echoed.stdout === input]).to.deep.equal([0, true])
      expect((await docker(`unix://${socketPath()}`, ['exec', 'web', 'sh', '-c', 'exit 3'])).code).to.equal(3)
    })
  })

  it('is there again after the link was cut, on either side', async () => {
    await ask()
    const cuts = [async () => links(forward), async () => sshd.sessions()]
    for (const cut of cuts) {
      const [before] = await links(forward)
      for (const pid of await cut()) process.kill(pid, 'SIGKILL')
      await until('the old link is over', () => isOver(before!))
      const since = Date.now()
      await until('it answers', async () => (await ask()).status === 200, 5000)
      expect(Date.now() - since).to.be.below(3000)
      expect(await links(forward)).to.have.length(1)
    }
    expect(forward.stderr()).to.match(/the link by ssh to 127\.0\.0\.1 has ended: .*; it is made again/)
  })

  it('says that the engine is not there, and has its answers when it is', async () => {
    await engine.stop()
    const cause = `ssh is let in, but ${at('engine.sock')} there cannot be connected to (connect failed: open failed)`
    const sentence = `cannot connect to the engine at ${address()}: ${cause}`
    expect(await messageOf(socketPath())).to.deep.equal([502, sentence])
    const { swarmd, path } = await another(address(), sshd.config)
    await until('it has warned', () => swarmd.stderr().includes(`${sentence}; calls fail until it is there\n`))
    engine = await startEngine()
    expect((await ask()).status).to.equal(200)
    expect((await ask(path)).status).to.equal(200)
  })

  it('says that the host is not there, and has its answers within a second of its return', async () => {
    await sshd.stop()
    const { swarmd, path } = await another(address(), sshd.config)
    const sentence = `cannot connect to the engine at ${address()}: ssh: connect to host 127.0.0.1 port ${sshd.port}: Connection refused`
    expect(await messageOf(path)).to.deep.equal([502, sentence])
    await until('it has warned', () => swarmd.stderr().includes(`${sentence}; calls fail until it is there\n`))
    await sshd.start()
    const since = Date.now()
    await until('it answers', async () => (await ask(path)).status === 200)
    expect(Date.now() - since).to.be.below(3000)
    expect((await ask()).status).to.equal(200)
  })

  it('trusts no host that has another key than is known, and says so in the words of ssh', async () => {
    const { path } = await another(address(), sshd.wrongConfig)
    const sentence = `cannot connect to the engine at ${address()}: Host key verification failed`
    expect(await messageOf(path)).to.deep.equal([502, sentence])
  })

  it('says that it is not let in, in the words of ssh', async () => {
    const { path } = await another(address(), sshd.strangerConfig)
    const [status, message] = await messageOf(path)
    expect(status).to.equal(502)
    expect(message).to.match(/^cannot connect to the engine at \S+: \S+@127\.0\.0\.1: Permission denied \(publickey\)$/)
  })

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`leaves neither process nor folder behind after ${signal}`, async () => {
      const before = await linkFolders()
      const { swarmd, path } = await another(address(), sshd.config)
      expect((await ask(path)).status).to.equal(200)
      const [link] = await links(swarmd)
      // Links of others may be given up meanwhile.
      const own = (await linkFolders()).filter((name) => !before.includes(name))
      expect(own).to.have.length(1)
      await swarmd.stop(signal)
      if (signal === 'SIGTERM') expect(isRunning(link!)).to.equal(false)
      await until('ssh has ended', () => isOver(link!))
      await until('its folder is removed', async () => !(await linkFolders()).includes(own[0]!))
    })
  }
})
