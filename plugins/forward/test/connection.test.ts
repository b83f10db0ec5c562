import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import type { Chain, JobInit } from 'libswarm-core'
import { failureOf, forwarding } from './support/forwarding.js'
import { scriptedEngine, type Peer, type ScriptedEngine } from './support/scripted-engine.js'

const info: JobInit = { operation: 'SystemInfo' }
const start: JobInit = { operation: 'ContainerStart', path: { id: 'a' } }

describe('an engine that is not there', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'absent-'))
  })

  after(() => rm(folder, { recursive: true, force: true }))

  it('is warned of once, fails each call, and is asked again as soon as it is back', async () => {
    const path = join(folder, 'late.sock')
    const { chain, logged } = await forwarding(`unix://${path}`)
    const sentence = `cannot connect to the engine at unix://${path}: no such file`
    expect((await failureOf(chain.run(info))).message).to.equal(sentence)
    expect((await failureOf(chain.run({ operation: 'ImageLoad', input: Readable.from([]) }))).message).to.equal(
      sentence,
    )
    expect((await failureOf(chain.run({ operation: 'ContainerAttach', path: { id: 'a' } }))).message).to.equal(sentence)
    const engine = await scriptedEngine(path)
    const reply = chain.run(info)
    const peer = await engine.accept()
    await peer.request()
    peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
    expect(await (await reply).json()).to.deep.equal({})
    expect(logged).to.deep.equal([`warn [forward] ${sentence}; calls fail until it is there`])
    await chain.close()
    await engine.close()
  })
})

describe('the connections to the engine', () => {
  let engine: ScriptedEngine
  let chain: Chain

  beforeEach(async () => {
    engine = await scriptedEngine()
    chain = (await forwarding(engine.address)).chain
    await engine.accept()
  })

  afterEach(async () => {
    await chain.close()
    await engine.close()
  })

  /** Has a call answered and its connection kept. */
  const used = async (): Promise<Peer> => {
    const reply = chain.run(info)
    const peer = await engine.accept()
    await peer.request()
    peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
    await (await reply).bytes()
    return peer
  }

  it('are used again', async () => {
    const peer = await used()
    const reply = chain.run(start)
    expect((await peer.request()).line).to.equal('POST /containers/a/start HTTP/1.1')
    peer.answer(['HTTP/1.1 204 No Content'])
    expect((await reply).status).to.equal(204)
  })

  it('are as many as there are calls at a time', async () => {
    const replies = Array.from({ length: 40 }, () => chain.run(info))
    const peers = await Promise.all(replies.map(() => engine.accept()))
    for (const peer of peers) peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
    for (const reply of replies) expect((await reply).status).to.equal(200)
  })

  it('fail no call when the engine has closed one in the meantime', async () => {
    for (const job of [info, start]) {
      const stale = await used()
      stale.socket.destroy()
      const reply = chain.run(job)
      const peer = await engine.accept()
      await peer.request()
      peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2', 'Connection: close'], '{}')
      expect((await reply).status).to.equal(200)
      peer.socket.end()
    }
  })

  it('ask once more for what is only read, when the engine closes one on a second request', async () => {
    const stale = await used()
    const reply = chain.run(info)
    await stale.request()
    stale.socket.destroy()
    const peer = await engine.accept()
    await peer.request()
    peer.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
    expect((await reply).status).to.equal(200)
  })

  it('do not ask twice for what changes something', async () => {
    const stale = await used()
    const reply = failureOf(chain.run(start))
    await stale.request()
    const opened = engine.opened()
    stale.socket.destroy()
    expect((await reply).message).to.contain('closed the connection before it answered')
    expect(engine.opened()).to.equal(opened)
  })

  it('do not ask twice on a new connection', async () => {
    const reply = failureOf(chain.run(info))
    const peer = await engine.accept()
    await peer.request()
    const opened = engine.opened()
    peer.socket.destroy()
    expect((await reply).message).to.contain('closed the connection before it answered')
    expect(engine.opened()).to.equal(opened)
  })

  it('end with the job: before the answer, inside it, and inside the upload', async () => {
    const input = new Readable({ read: () => undefined })
    const jobs: readonly JobInit[] = [info, { operation: 'SystemEvents' }, { operation: 'ImageLoad', input }]
    for (const job of jobs) {
      const controller = new AbortController()
      const reply = chain.run({ ...job, signal: controller.signal })
      const failed = job.operation === 'SystemEvents' ? undefined : failureOf(reply)
      const peer = await engine.accept()
      await peer.head()
      if (job.operation === 'SystemEvents') {
        peer.answer(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'])
        const body = (await reply).body as Readable
        const broken = once(body, 'error')
        controller.abort()
        await broken
      } else controller.abort()
      await peer.closed()
      if (failed !== undefined) expect((await failed).message).to.match(/ was aborted: /)
    }
    expect(input.destroyed).to.equal(false)
  })

  it('do not begin for a job that is over', async () => {
    const failed = await failureOf(chain.run({ ...info, signal: AbortSignal.abort() }))
    expect(failed.cause).to.include({ name: 'AbortError' })
    expect(engine.opened()).to.equal(1)
  })

  it('are not opened for what cannot be sent', async () => {
    const bad: readonly JobInit[] = [
      { ...info, headers: [['X', 'a\nb']] },
      { ...info, headers: [['X y', 'a']] },
      { ...info, search: 'a b' },
    ]
    const kept = await used()
    const opened = engine.opened()
    for (const job of bad) expect((await failureOf(chain.run(job))).message).to.contain(' cannot be sent')
    const reply = chain.run(info)
    await kept.request()
    kept.answer(['HTTP/1.1 200 OK', 'Content-Length: 2'], '{}')
    expect((await reply).status).to.equal(200)
    expect(engine.opened()).to.equal(opened)
  })

  it('end with the backend, and ask no more', async () => {
    const kept = await used()
    const failed = failureOf(chain.run(info))
    await kept.request()
    const opened = engine.opened()
    await chain.close()
    expect((await failed).message).to.contain('the connection was closed')
    await kept.closed()
    expect(engine.opened()).to.equal(opened)
  })

  it('end with the backend', async () => {
    const idle = await used()
    const reply = chain.run({ operation: 'ContainerAttach', path: { id: 'a' } })
    const attached = await engine.accept()
    await attached.request()
    attached.answer(['HTTP/1.1 101 UPGRADED', 'Connection: Upgrade', 'Upgrade: tcp'])
    await reply
    await chain.close()
    await Promise.all([idle.closed(), attached.closed()])
  })
})
