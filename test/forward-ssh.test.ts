import { expect } from 'chai'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { openRaw } from './support/open.js'
import { isRunning } from './support/proc.js'
import { until } from './support/processes.js'
import { ask, isOver, linksOf, messageOf, SshLinks, type Linked } from './support/ssh-links.js'
import { sshdMissing } from './support/sshd.js'
import { startSwarmd, type Swarmd } from './support/swarmd.js'

describeNeeding(sshdMissing(), 'forward to an engine behind ssh', () => {
  let links: SshLinks
  let engine: Swarmd
  let forward: Linked
  const socket = () => links.at('engine.sock')

  before(async () => {
    links = await SshLinks.start()
    engine = await startEngine()
    forward = await links.forward(socket())
  })
  after(async () => {
    await engine?.stop('SIGKILL')
    await links?.close()
  })

  const startEngine = () => startSwarmd(['--backend', 'simulator web', `unix://${socket()}`])

  it('has its answers', async () => {
    expect((await ask(forward)).json<{ Names: string[] }[]>()[0]!.Names).to.deep.equal(['/web'])
    expect(forward.swarmd.stderr()).to.equal(`swarmd: listening on unix://${forward.path}\n`)
  })

  it('serves 50 clients at once over one link, though a connection of sshd has 10 sessions', async () => {
    const streams = Array.from({ length: 50 }, () => openRaw(forward.path, ['GET /events HTTP/1.1', 'Host: h']))
    await until('all streams have begun', () => streams.every((stream) => stream.heard().startsWith('HTTP/1.1 200 OK')))
    const answers = await Promise.all(streams.map(() => ask(forward)))
    expect(answers.map(({ status }) => status)).to.deep.equal(streams.map(() => 200))
    expect(await linksOf(forward)).to.have.length(1)
    for (const stream of streams) stream.socket.destroy()
  })

  it('passes a WebSocket on', async () => {
    const web = openRaw(forward.path, [
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
      const echoed = await docker(`unix://${forward.path}`, ['exec', '-i', 'web', 'cat'], { input })
      expect([echoed.code, echoed.stdout === input]).to.deep.equal([0, true])
      expect((await docker(`unix://${forward.path}`, ['exec', 'web', 'sh', '-c', 'exit 3'])).code).to.equal(3)
    })
  })

  it('says that the engine is not there, and has its answers when it is', async () => {
    await engine.stop()
    const cause = `ssh is let in, but ${socket()} there cannot be connected to (connect failed: open failed)`
    const sentence = `cannot connect to the engine at ${links.address(socket())}: ${cause}`
    expect(await messageOf(forward)).to.deep.equal([502, sentence])
    const another = await links.forward(socket())
    await until('it has warned', () => another.swarmd.stderr().includes(`${sentence}; calls fail until it is there\n`))
    engine = await startEngine()
    expect((await ask(forward)).status).to.equal(200)
    expect((await ask(another)).status).to.equal(200)
  })

  it('trusts no host that has another key than is known, and says so in the words of ssh', async () => {
    const another = await links.forward(socket(), links.sshd.wrongConfig)
    const sentence = `cannot connect to the engine at ${links.address(socket())}: Host key verification failed`
    expect(await messageOf(another)).to.deep.equal([502, sentence])
  })

  it('says that it is not let in, in the words of ssh', async () => {
    const another = await links.forward(socket(), links.sshd.strangerConfig)
    const [status, message] = await messageOf(another)
    expect(status).to.equal(502)
    expect(message).to.match(/^cannot connect to the engine at \S+: \S+@127\.0\.0\.1: Permission denied \(publickey\)$/)
  })

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`leaves neither process nor folder behind after ${signal}`, async () => {
      const before = await links.folders()
      const another = await links.forward(socket())
      expect((await ask(another)).status).to.equal(200)
      const [link] = await linksOf(another)
      // Links of others may be given up meanwhile.
      const own = (await links.folders()).filter((name) => !before.includes(name))
      expect(own).to.have.length(1)
      await another.swarmd.stop(signal)
      if (signal === 'SIGTERM') expect(isRunning(link!)).to.equal(false)
      await until('ssh has ended', () => isOver(link!))
      await until('its folder is removed', async () => !(await links.folders()).includes(own[0]!))
    })
  }
})
