import { once } from 'node:events'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect } from 'chai'
import { compose, type Chain, type JobInit } from 'libswarm-core'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { failureOf, forwardTo } from './support/forwarding.js'
import { Peer, scriptedEngine, upTo, type ScriptedEngine } from './support/scripted-engine.js'

const upgraded = [
  'HTTP/1.1 101 UPGRADED',
  'Content-Type: application/vnd.docker.multiplexed-stream',
  'Connection: Upgrade',
  'Upgrade: tcp',
]

describe('an upgrade', () => {
  let engine: ScriptedEngine
  let chain: Chain

  before(async () => {
    engine = await scriptedEngine()
    chain = await compose([forwardTo(engine.address)])
    await engine.accept()
  })

  after(async () => {
    await chain.close()
    await engine.close()
  })

  const attach: JobInit = { operation: 'ContainerAttach', path: { id: 'a' }, search: 'stream=1', upgrade: 'tcp' }

  it('is asked for on a connection of its own, with the body whole', async () => {
    const headers = [
      ['Host', 'h'],
      ['Content-Length', '1'],
    ] as const
    const reply = chain.run({
      operation: 'ExecStart',
      path: { id: 'a' },
      upgrade: 'tcp',
      headers,
      raw: Buffer.from('{"Tty":true}'),
    })
    const peer = await engine.accept()
    expect(await peer.request()).to.deep.equal({
      line: 'POST /exec/a/start HTTP/1.1',
      headers: [
        'Host: h',
        'Content-Length: 12',
        'Content-Type: application/json',
        'X-Swarmd-Hops: 1',
        'Connection: Upgrade',
        'Upgrade: tcp',
      ],
      body: '{"Tty":true}',
    })
    peer.answer([...upgraded, 'X-A: 1'], 'first')
    const { status, headers: answered, body } = await reply
    expect(status).to.equal(101)
    expect(answered).to.deep.equal([
      ['Content-Type', 'application/vnd.docker.multiplexed-stream'],
      ['X-A', '1'],
    ])
    const stream = body as Duplex
    expect(String((await once(stream, 'data'))[0]), 'what came with the head').to.equal('first')
    stream.destroy()
    await peer.closed()
  })

  it('is asked for where the client did not, as a stream without a name for its kind', async () => {
    const reply = chain.run({ operation: 'ContainerAttach', path: { id: 'a' } })
    const peer = await engine.accept()
    expect((await peer.request()).headers).to.deep.equal([
      'Host: localhost',
      'Content-Length: 0',
      'X-Swarmd-Hops: 1',
      'Connection: Upgrade',
      'Upgrade: tcp',
    ])
    peer.answer(upgraded)
    const { headers, body } = await reply
    expect(headers).to.deep.equal([['Content-Type', 'application/vnd.docker.raw-stream']])
    ;(body as Duplex).destroy()
  })

  it('is h2c for a session', async () => {
    const reply = chain.run({ operation: 'Session', upgrade: 'h2c', headers: [['X-Docker-Expose-Session-Uuid', 'u']] })
    const peer = await engine.accept()
    const { headers } = await peer.request()
    expect(headers).to.include.members([
      'X-Docker-Expose-Session-Uuid: u',
      'X-Swarmd-Hops: 1',
      'Connection: Upgrade',
      'Upgrade: h2c',
    ])
    peer.answer(['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: h2c'])
    const { body } = await reply
    ;(body as Duplex).destroy()
  })

  it('keeps a half-close in either direction', async () => {
    for (const first of ['client', 'engine']) {
      const reply = chain.run(attach)
      const peer = await engine.accept()
      await peer.request()
      peer.answer(upgraded)
      const stream = (await reply).body as Duplex
      const heard: Buffer[] = []
      stream.on('data', (chunk: Buffer) => heard.push(chunk))
      const ended = once(stream, 'end')
      if (first === 'client') {
        stream.end('last words')
        await peer.ended()
        peer.socket.end('late answer')
        await ended
        expect(Buffer.concat(heard).toString()).to.equal('late answer')
      } else {
        peer.socket.end('bye')
        await ended
        expect(Buffer.concat(heard).toString()).to.equal('bye')
        stream.end('late words')
        await peer.ended()
      }
      const words = first === 'client' ? 'last words' : 'late words'
      expect(await peer.take((received) => (received.endsWith(words) ? received.length : 0))).to.equal(words)
    }
  })

  it('loses no output of an engine that reads no more', async () => {
    const output = 'o'.repeat(100_000)
    for (let round = 0; round < 20; round++) {
      const reply = chain.run(attach)
      const peer = await engine.accept()
      await peer.request()
      peer.answer(upgraded)
      const stream = (await reply).body as Duplex
      stream.on('error', () => undefined)
      const heard: Buffer[] = []
      stream.on('data', (chunk: Buffer) => heard.push(chunk))
      const pump = setInterval(() => stream.write(Buffer.alloc(1000)), 0)
      peer.socket.end(output, () => peer.socket.destroy())
      await new Promise((resolve) => stream.once('close', resolve))
      clearInterval(pump)
      expect(Buffer.concat(heard)).to.have.length(output.length)
    }
  })

  it('ends with the job', async () => {
    const controller = new AbortController()
    const reply = chain.run({ ...attach, signal: controller.signal })
    const peer = await engine.accept()
    await peer.request()
    peer.answer(upgraded)
    await reply
    controller.abort()
    await peer.closed()
  })

  it('that is refused is an ordinary answer', async () => {
    const reply = chain.run(attach)
    const peer = await engine.accept()
    await peer.request()
    peer.answer(['HTTP/1.1 404 Not Found', 'Content-Length: 16'], '{"message":"no"}')
    expect([(await reply).status, await (await reply).json()]).to.deep.equal([404, { message: 'no' }])
    await peer.closed()
  })

  it('that is not answered is an engine that cannot be reached', async () => {
    const reply = failureOf(chain.run(attach))
    const peer = await engine.accept()
    await peer.request()
    peer.socket.destroy()
    expect((await reply).message).to.contain('closed the connection before it answered')
  })
})

describe('an upgrade behind the frontend', () => {
  let engine: ScriptedEngine
  let daemon: TestDaemon

  before(async () => {
    engine = await scriptedEngine()
    daemon = await startTestDaemon({ backends: [forwardTo(engine.address)] })
    await engine.accept()
  })

  after(async () => {
    await daemon.close()
    await engine.close()
  })

  const client = (): Peer => new Peer(connect({ path: daemon.socketPath!, allowHalfOpen: true }))
  const head = [
    'POST /v1.41/containers/a/attach HTTP/1.1',
    'Host: h',
    'Connection: Upgrade',
    'Upgrade: tcp',
    'Content-Length: 0',
  ]

  it('passes on what was sent together with the head, and each end by itself', async () => {
    const caller = client()
    caller.answer(head, 'early')
    caller.socket.end(' input')
    const peer = await engine.accept()
    expect((await peer.request()).line).to.equal('POST /v1.41/containers/a/attach HTTP/1.1')
    peer.answer(upgraded)
    expect(await peer.take(upTo('early input'))).to.equal('early input')
    await peer.ended()
    peer.socket.end('output')
    const answer = await caller.take(upTo('output'))
    expect(answer).to.match(/^HTTP\/1.1 101 UPGRADED\r\n/)
    expect(answer).to.match(/\r\n\r\noutput$/)
    await caller.ended()
  })

  it('ends at the engine when the client is gone', async () => {
    const caller = client()
    caller.answer(head)
    const peer = await engine.accept()
    await peer.request()
    peer.answer(upgraded)
    await caller.take(upTo('\r\n\r\n'))
    caller.socket.destroy()
    await peer.ended()
  })
})
