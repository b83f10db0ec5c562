import type { Readable } from 'node:stream'
import { expect } from 'chai'
import { createForward } from 'libswarm-backend-forward'
import { compose, createLogger, type Chain, type JobInit } from 'libswarm-core'
import { failureOf } from './support/forwarding.js'
import { scriptedEngine, type Peer, type ScriptedEngine } from './support/scripted-engine.js'

const events: JobInit = { operation: 'SystemEvents' }
const attach: JobInit = { operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp' }
const every = 50

describe('an engine that has streams open', () => {
  let engine: ScriptedEngine
  let chain: Chain
  let logged: string[]

  beforeEach(async () => {
    engine = await scriptedEngine()
    logged = []
    const log = createLogger('debug', (line, level) => logged.push(`${level} ${line}`))
    const install = createForward({ every, patience: 3 * every })
    chain = await compose([{ name: 'forward', install, options: { address: engine.address } }], { log })
    await engine.accept()
  })
  afterEach(async () => {
    await chain.close()
    await engine.close()
  })

  /** A stream that is open, and the engine's side of it. */
  const stream = async () => {
    const reply = chain.run(events)
    const peer = await engine.accept()
    await peer.request()
    peer.answer(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'])
    const body = (await reply).body as Readable
    body.resume().on('error', () => undefined)
    return { peer, body }
  }
  const asked = async (): Promise<Peer> => {
    const peer = await engine.accept()
    expect((await peer.request()).line).to.equal('GET /_ping HTTP/1.1')
    return peer
  }
  const rounds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * every))
  // That a stream broke off is told by the host.
  const withoutFailures = () => logged.filter((line) => !/^error .* broke off in /.test(line))
  const warning = (count: string) =>
    `warn [forward] nothing was heard from the engine at ${engine.address} for 0.15 s: ${count} broken off`

  it('is asked now and then, each time over a connection of its own, until none is open', async () => {
    const { peer, body } = await stream()
    const other = await stream()
    for (const status of ['200 OK', '403 Forbidden', '501 Not Implemented', '200 OK', '500 Oh']) {
      const ping = await asked()
      ping.answer([`HTTP/1.1 ${status}`, 'Content-Length: 2'], 'OK')
      await ping.closed()
    }
    peer.socket.end('0\r\n\r\n')
    other.peer.socket.end('0\r\n\r\n')
    await closed(body)
    await closed(other.body)
    const opened = engine.opened()
    await rounds(3)
    expect(engine.opened()).to.equal(opened)
    expect(logged).to.deep.equal([])
  })

  it('is not asked while it answers something else, and then it is', async () => {
    const slow = 1500
    const install = createForward({ every: slow, patience: 3 * slow })
    await chain.close()
    const opened = engine.opened()
    chain = await compose([{ name: 'forward', install, options: { address: engine.address } }])
    await engine.accept()
    await stream()
    let peer: Peer | undefined
    for (const end = performance.now() + 2 * slow; performance.now() < end; await rounds(2)) {
      const info = chain.run({ operation: 'SystemInfo' })
      peer ??= await engine.accept()
      expect((await peer.request()).line).to.equal('GET /info HTTP/1.1')
      peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
      await (await info).bytes()
    }
    // The check at the start, the stream, and the connection that is kept for calls.
    expect(engine.opened()).to.equal(opened + 3)
    await asked()
  })

  const answers: Readonly<Record<string, readonly string[]>> = {
    'an upgrade': ['HTTP/1.1 101 UPGRADED', 'Connection: Upgrade', 'Upgrade: tcp'],
    'an upgrade after another word': [
      'HTTP/1.1 102 Wait',
      '',
      'HTTP/1.1 101 UPGRADED',
      'Connection: Upgrade',
      'Upgrade: tcp',
    ],
    'a body without an end': ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'],
    'a failure without an end': ['HTTP/1.1 503 Service Unavailable', 'Transfer-Encoding: chunked'],
    'a body that only a close ends': ['HTTP/1.1 403 Forbidden', 'Connection: close'],
  }
  for (const [what, lines] of Object.entries(answers)) {
    it(`is asked over a connection that is closed, whatever it answers: ${what}`, async () => {
      const { body } = await stream()
      for (const more of ['', '5\r\nbegun\r\n', '5\r\nbegun\r\n']) {
        const ping = await asked()
        ping.answer(lines, more)
        await ping.closed()
      }
      expect([body.destroyed, logged]).to.deep.equal([false, []])
      await closed(body)
    })
  }

  it('is asked by nobody for finite calls', async () => {
    const reply = chain.run({ operation: 'SystemInfo' })
    const peer = await engine.accept()
    await rounds(3)
    peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
    expect(await (await reply).json()).to.deep.equal({})
    expect(engine.opened()).to.equal(2)
  })

  it('and answers nothing any more loses all of them, and that is told once', async () => {
    const { body } = await stream()
    const hijacked = chain.run(attach)
    const taken = await engine.accept()
    await taken.request()
    taken.answer(['HTTP/1.1 101 UPGRADED', 'Connection: Upgrade', 'Upgrade: tcp'])
    const connection = (await hijacked).body as Readable
    // As the frontend does.
    connection.on('error', () => undefined)
    const waits = failureOf(chain.run({ operation: 'ContainerWait', path: { id: 'a' } }))
    await closed(body)
    await closed(connection)
    expect((await waits).message).to.equal(
      `no valid answer from the engine at ${engine.address}: nothing was heard from it for 0.15 s`,
    )
    expect(body.readableEnded).to.equal(false)
    expect(withoutFailures()).to.deep.equal([warning('3 streams are')])
    expect(logged).to.have.length(2)
    // Seven: the check at the start, the three calls, each sent once, and three that asked.
    expect(engine.opened()).to.equal(7)
    await failureOf(chain.run(events))
    expect(logged.filter((line) => line.startsWith('warn'))).to.have.length(1)
  })

  it('and answers again after it was silent is told of', async () => {
    const { body } = await stream()
    await closed(body)
    expect(withoutFailures()).to.deep.equal([warning('1 stream is')])
    for (let count = 0; count < 3; count++) await asked()
    await stream()
    await stream()
    expect(withoutFailures().slice(1)).to.deep.equal([`info [forward] the engine at ${engine.address} answers again`])
  })

  it('keeps one on which something comes, although it answers nothing else', async () => {
    const { peer, body } = await stream()
    const speaks = setInterval(() => peer.socket.write('1\r\nx\r\n'), every / 5)
    await rounds(8)
    clearInterval(speaks)
    expect([body.destroyed, logged]).to.deep.equal([false, []])
    await closed(body)
  })

  it('and speaks, and never answers what it is asked, has at most a few questions open', async () => {
    const { peer, body } = await stream()
    const questions: Peer[] = []
    while (questions.length < 8) {
      questions.push(await asked())
      peer.socket.write('1\r\nx\r\n')
    }
    for (const question of questions.slice(0, 4)) await question.closed()
    expect([body.destroyed, logged]).to.deep.equal([false, []])
    await closed(body)
  })

  it('loses none when it is we who were stopped, for longer than its silence may be', async () => {
    const { body } = await stream()
    const ping = await asked()
    // Nothing of this process runs meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 * every)
    ping.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], 'OK')
    await asked()
    expect([body.destroyed, logged]).to.deep.equal([false, []])
    await closed(body)
  })

  it('and whose last word came right behind a question is noticed by the next one, and by no later', async () => {
    const { peer, body } = await stream()
    await asked()
    peer.socket.write('1\r\nx\r\n')
    const opened = engine.opened()
    await closed(body)
    // By the three that follow the first: what came made no question wait for another.
    expect(engine.opened() - opened).to.equal(3)
    expect(withoutFailures()).to.deep.equal([warning('1 stream is')])
  })

  it('and is asked on a used connection is not asked twice', async () => {
    const first = chain.run({ operation: 'SystemInfo' })
    const peer = await engine.accept()
    await peer.request()
    peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
    await (await first).bytes()
    const failed = failureOf(chain.run(events))
    expect((await peer.request()).line).to.equal('GET /events HTTP/1.1')
    expect((await failed).message).to.match(/nothing was heard from it for 0\.15 s$/)
    expect(engine.opened()).to.equal(5)
  })
})

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) resolve()
    stream.once('close', () => resolve())
  })
}
