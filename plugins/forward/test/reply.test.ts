import { once } from 'node:events'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { isSwarmError, type Chain, type JobInit, type Reply } from 'libswarm-core'
import { failureOf, forwarding } from './support/forwarding.js'
import { scriptedEngine, type Peer, type ScriptedEngine } from './support/scripted-engine.js'

describe('the answer of the engine', () => {
  let engine: ScriptedEngine
  let chain: Chain

  before(async () => {
    engine = await scriptedEngine()
    chain = (await forwarding(engine.address)).chain
    await engine.accept()
  })

  after(async () => {
    await chain.close()
    await engine.close()
  })

  const ask = async (job: JobInit): Promise<{ readonly peer: Peer; readonly reply: Promise<Reply> }> => {
    const reply = chain.run(job)
    reply.catch(() => undefined)
    const peer = await engine.accept()
    await peer.head()
    return { peer, reply }
  }
  const answered = async (job: JobInit, lines: readonly string[], body = ''): Promise<Reply> => {
    const { peer, reply } = await ask(job)
    peer.answer([...lines, 'Connection: close'], body)
    peer.socket.end()
    return reply
  }
  const info: JobInit = { operation: 'SystemInfo' }
  const textOf = async (reply: Reply) => Buffer.from(await reply.bytes()).toString()

  it('keeps its status and its headers in order, case and repetition', async () => {
    const lines = ['HTTP/1.1 418 Teapot', 'x-b: 1', 'Server: Docker', 'X-B: 2', 'Keep-Alive: 5', 'Content-Length: 2']
    const reply = await answered(info, lines, '{}')
    expect(reply.status).to.equal(418)
    expect(reply.headers).to.deep.equal([
      ['x-b', '1'],
      ['Server', 'Docker'],
      ['X-B', '2'],
      ['Content-Length', '2'],
    ])
    expect(await textOf(reply)).to.equal('{}')
  })

  it('has all of its headers: 2,100 of them, and 900 KB', async () => {
    const upload = (): JobInit => ({
      operation: 'ImageLoad',
      input: Readable.from([Buffer.from('x')], { objectMode: false }),
    })
    const many = Array.from({ length: 2100 }, (_, at) => `X-${at}: ${'v'.repeat(400)}`)
    for (const job of [info, upload()]) {
      const reply = await answered(job, ['HTTP/1.1 200 OK', ...many, 'Content-Length: 2'], '{}')
      expect(reply.headers).to.have.length(2101)
      expect(reply.headers.at(-2)).to.deep.equal(['X-2099', 'v'.repeat(400)])
      expect(await textOf(reply)).to.equal('{}')
    }
  })

  it('is there as soon as its head is', async () => {
    const { peer, reply } = await ask({ operation: 'ContainerWait', path: { id: 'a' } })
    peer.answer(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Connection: close'])
    const { body, status } = await reply
    expect(status).to.equal(200)
    peer.socket.write('3\r\n{}\n\r\n0\r\n\r\n')
    expect(Buffer.concat(await (body as Readable).toArray()).toString()).to.equal('{}\n')
  })

  it('has no body where HTTP has none', async () => {
    for (const status of ['204 No Content', '304 Not Modified']) {
      const reply = await answered({ operation: 'ContainerStop', path: { id: 'a' } }, [`HTTP/1.1 ${status}`, 'X-A: 1'])
      expect([reply.body, reply.headers]).to.deep.equal([undefined, [['X-A', '1']]])
    }
    const head = await answered({ operation: 'SystemPingHead' }, ['HTTP/1.1 200 OK', 'Content-Length: 12'])
    expect([head.body, head.headers]).to.deep.equal([undefined, [['Content-Length', '12']]])
  })

  it('may have trailers', async () => {
    const lines = ['HTTP/1.1 200 OK', 'Trailer: X-Sum', 'Transfer-Encoding: chunked']
    const reply = await answered(info, lines, '2\r\n{}\r\n0\r\nX-Sum: 7\r\n\r\n')
    expect(await textOf(reply)).to.equal('{}')
    expect(await reply.trailers).to.deep.equal([['X-Sum', '7']])
  })

  it('counts, although the engine has not read the request to its end', async () => {
    for (let round = 0; round < 50; round++) {
      const input = Readable.from(endless(), { objectMode: false })
      const { peer, reply } = await ask({ operation: 'ImageLoad', input })
      peer.socket.pause()
      peer.answer(['HTTP/1.1 413 Too Large', 'Content-Length: 3', 'Connection: close'], 'big')
      peer.socket.destroySoon()
      const { status } = await reply
      expect([status, await textOf(await reply)]).to.deep.equal([413, 'big'])
      expect(input.destroyed, 'the input is left to its owner').to.equal(false)
      input.destroy()
    }
  })

  describe('that breaks off', () => {
    const broken: Readonly<Record<string, readonly [lines: readonly string[], body: string, more?: string]>> = {
      'inside a body with a length': [['HTTP/1.1 200 OK', 'Content-Length: 10'], 'half'],
      'inside a chunked body': [['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], '4\r\nhalf\r\n'],
      'with a broken chunk': [['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], '4\r\nhalf\r\n', 'xyz\r\n'],
    }
    for (const [where, [lines, body, more]] of Object.entries(broken)) {
      it(`${where} is a body that fails`, async () => {
        const { peer, reply } = await ask(info)
        peer.answer(lines, body)
        const stream = (await reply).body as Readable
        const [first] = (await once(stream, 'data')) as [Buffer]
        expect(first.toString()).to.equal('half')
        const failed = once(stream, 'error')
        if (more === undefined) peer.socket.destroy()
        else peer.socket.write(more)
        const failure = more === undefined ? 'Error: aborted' : 'NotHttp: the size of a chunk is "xyz"'
        expect(String(((await failed) as [Error])[0])).to.equal(failure)
      })
    }

    it('together with its head is no valid answer', async () => {
      const { peer, reply } = await ask(info)
      peer.answer(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], 'xyz\r\n')
      expect((await failureOf(reply)).message).to.match(
        /^no valid answer from the engine at .*: the size of a chunk is /,
      )
    })

    it('before its head is an engine that cannot be reached', async () => {
      const { peer, reply } = await ask(info)
      peer.socket.destroy()
      const error = await failureOf(reply)
      expect(isSwarmError(error) && error.kind).to.equal('Unreachable')
      expect(error.message).to.equal(`the engine at ${engine.address} closed the connection before it answered`)
    })
  })

  describe('that is none', () => {
    const invalid: Readonly<Record<string, readonly string[]>> = {
      'no HTTP': ['SSH-2.0-OpenSSH_9.2'],
      'two lengths': ['HTTP/1.1 200 OK', 'Content-Length: 1', 'Content-Length: 2'],
      'a length and chunks': ['HTTP/1.1 200 OK', 'Content-Length: 1', 'Transfer-Encoding: chunked'],
      'an unknown status': ['HTTP/1.1 700 What', 'Content-Length: 0'],
      'an upgrade that nobody asked for': ['HTTP/1.1 101 UPGRADED', 'Upgrade: tcp', 'X: y'],
      'a broken head': ['HTTP/1.1 200 OK', 'no colon'],
    }
    for (const [what, lines] of Object.entries(invalid)) {
      it(`is refused: ${what}`, async () => {
        const { peer, reply } = await ask(info)
        peer.answer(lines[0]!.startsWith('HTTP/1.1 101') ? [...lines, 'Connection: Upgrade'] : lines)
        const error = await failureOf(reply)
        expect(isSwarmError(error) && error.kind).to.equal('Unreachable')
        expect(error.message).to.match(/^no valid answer from the engine at unix:\S+: ./)
        await peer.closed()
      })
    }

    it('disturbs nothing when it has a body behind a 204', async () => {
      const job: JobInit = { operation: 'ContainerStop', path: { id: 'a' } }
      const { peer, reply } = await ask(job)
      peer.answer(['HTTP/1.1 204 No Content'], 'surplus')
      expect((await reply).status).to.equal(204)
      await peer.closed()
      expect((await answered(job, ['HTTP/1.1 204 No Content'])).status).to.equal(204)
    })
  })
})

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536)
}
