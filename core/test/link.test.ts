import { expect } from 'chai'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex, PassThrough, Readable } from 'node:stream'
import { swarmError, type Job, type Runner } from 'libswarm-core'
import { Channel } from '../dist/link/channel.js'
import { remoteRunner, runAsked } from '../dist/link/jobs.js'
import { connectForMeeting, listenForMeeting, type Meeting } from '../dist/link/meeting.js'
import { toReply } from '../dist/engine/reply.js'
import { encodeMessage } from '../dist/link/message.js'
import { socketPair } from './socket-pair.js'
import { until } from './support.js'

/** Answers by a function; what it returns is a reply's parts. */
type Answer = (job: Job) => Parameters<typeof toReply>[0] | Promise<Parameters<typeof toReply>[0]>

describe('a link between two processes', () => {
  let folder: string
  let host: Meeting
  let guest: Meeting
  let channel: Channel
  let pair: readonly [Socket, Socket]
  let answer: Answer
  let jobs: Job[]
  let there: Runner

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'link-'))
    jobs = []
    host = await listenForMeeting(join(folder, 's'))
    guest = connectForMeeting(join(folder, 's'))
    pair = await socketPair(join(folder, 'c'))
    const runner = {
      run: async (job: Job) => {
        jobs.push(job)
        return toReply(await answer(job))
      },
    } as unknown as Runner
    new Channel(pair[1], { run: runAsked(guest, (number) => (number === 7 ? runner : undefined)) })
    channel = new Channel(pair[0], {})
    there = remoteRunner({ channel, meeting: host }, 7)
  })
  afterEach(async () => {
    channel.end()
    host.close()
    await rm(folder, { recursive: true })
  })

  const open = () => process.getActiveResourcesInfo().filter((kind) => kind === 'PipeWrap').length

  it('carries all of a job there, and all of a reply back', async () => {
    answer = () => ({
      status: 201,
      headers: [
        ['X-Two', '1'],
        ['X-Two', '2'],
      ],
      body: '{"Id":"c1"}',
    })
    const raw = Buffer.from('{ "Image":"a" }')
    const reply = await there.run({
      operation: 'ContainerCreate',
      search: 'name=web&name=x',
      headers: [['X-A', 'ä']],
      version: '1.41',
      raw,
    })
    expect([reply.status, reply.headers, await reply.json()]).to.deep.equal([
      201,
      [
        ['X-Two', '1'],
        ['X-Two', '2'],
      ],
      { Id: 'c1' },
    ])
    const [{ operation, search, headers, version, body }] = jobs as [Job<'ContainerCreate'>]
    expect({ operation, search, headers, version, body }).to.deep.equal({
      operation: 'ContainerCreate',
      search: 'name=web&name=x',
      headers: [['X-A', 'ä']],
      version: '1.41',
      body: { Image: 'a' },
    })
  })

  it('carries errors with their kind and sentence', async () => {
    answer = () => {
      throw swarmError('NotFound', 'No such container: web')
    }
    const thrown = await failure(there.run({ operation: 'ContainerInspect', path: { id: 'web' } }))
    expect([thrown.kind, thrown.message]).to.deep.equal(['NotFound', 'No such container: web'])
    const other = await failure(remoteRunner({ channel, meeting: host }, 8).run({ operation: 'SystemPing' }))
    expect(other.kind).to.equal('Unavailable')
  })

  it('carries an input and a body of 64 MiB each, with their trailers', async () => {
    const size = 64 * 1024 * 1024
    answer = ({ input }) => ({
      status: 200,
      body: input!.pipe(new PassThrough()),
      trailers: Promise.resolve([['X-End', 'yes'] as const]),
    })
    const reply = await there.run({ operation: 'ImageLoad', input: bytesOf(size) })
    let length = 0
    for await (const chunk of reply.body as Readable) length += (chunk as Buffer).length
    expect([length, await reply.trailers]).to.deep.equal([size, [['X-End', 'yes']]])
  })

  it('waits for a reader that does not read', async () => {
    let made = 0
    answer = () => ({
      status: 200,
      body: new Readable({
        read() {
          made += 65536
          this.push(Buffer.alloc(65536))
        },
      }),
    })
    const reply = await there.run({ operation: 'ContainerExport', path: { id: 'a' } })
    const body = reply.body as Readable
    let before = -1
    await until(() => {
      const still = made === before
      before = made
      return still && made > 0
    })
    expect(made).to.be.lessThan(16 * 1024 * 1024)
    body.on('error', () => undefined).destroy()
  })

  it('aborts the job when the caller does, before and after the answer', async () => {
    const abort = new AbortController()
    answer = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone'))))
    const waiting = failure(there.run({ operation: 'ContainerList', signal: abort.signal }))
    await until(() => jobs.length === 1)
    abort.abort()
    expect((await waiting).message).to.equal('gone')

    const later = new AbortController()
    answer = () => ({ status: 200, body: new PassThrough() })
    const reply = await there.run({ operation: 'SystemEvents', signal: later.signal })
    later.abort()
    await until(() => jobs[1]!.signal.aborted)
    ;(reply.body as Readable).destroy()
  })

  it('ends the body at its source when the reader leaves, and leaves no connection', async () => {
    const before = open()
    const source = new PassThrough()
    answer = () => ({ status: 200, body: source })
    const reply = await there.run({ operation: 'SystemEvents' })
    source.write('{}\n')
    await new Promise((resolve) => (reply.body as Readable).once('data', resolve))
    ;(reply.body as Readable).destroy()
    await until(() => source.destroyed && open() <= before)
  })

  it('never takes a body that broke off for whole', async () => {
    const source = new PassThrough()
    answer = () => ({ status: 200, body: source })
    const reply = await there.run({ operation: 'ContainerExport', path: { id: 'a' } })
    source.write('half')
    source.destroy(new Error('disk'))
    expect((await failure(reply.bytes())).message).to.match(/broke off/)
  })

  it('answers before it has read the input, and destroys no input', async () => {
    answer = () => ({ status: 400, body: 'no' })
    const input = bytesOf(8 * 1024 * 1024)
    const reply = await there.run({ operation: 'ImageLoad', input })
    expect([reply.status, input.destroyed]).to.deep.equal([400, false])
  })

  it('keeps both halves of a duplex apart, and their ends', async () => {
    const heard: string[] = []
    answer = () => ({ status: 101, body: echoAtEnd(heard) })
    const reply = await there.run({ operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp' })
    const duplex = reply.body as Duplex
    duplex.end('to stdin')
    let text = ''
    for await (const chunk of duplex) text += String(chunk)
    expect([heard, text]).to.deep.equal([['to stdin', 'END'], 'after its end: to stdin'])
    await until(() => duplex.closed)
  })

  it('ends a duplex whose other side has ended altogether, output whole', async () => {
    const source = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
    answer = () => ({ status: 101, body: source })
    const reply = await there.run({ operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp' })
    const duplex = reply.body as Duplex
    source.push('bye')
    source.push(null)
    source.once('end', () => source.destroy())
    let text = ''
    duplex.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await until(() => duplex.closed)
    expect([text, duplex.readableEnded, duplex.errored]).to.deep.equal(['bye', true, null])
  })

  it('breaks a duplex off when its source breaks off', async () => {
    const source = new PassThrough()
    answer = () => ({ status: 101, body: source })
    const reply = await there.run({ operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp' })
    const duplex = reply.body as Duplex
    let broke: Error | undefined
    duplex.on('error', (error) => (broke = error))
    source.destroy(new Error('cut'))
    await until(() => broke !== undefined)
  })

  it('has as many connections as are wanted at once, although the system lets fewer wait', async () => {
    const offers = Array.from({ length: 700 }, () => guest.offer())
    const joined = await Promise.all(offers.map(({ key }) => host.join(key)))
    for (const connection of joined) connection.destroy()
    for (const { connection } of offers) (await connection).destroy()
  })

  it('rejects what is open with Unreachable when the other side ends', async () => {
    answer = () => new Promise(() => undefined)
    const waiting = failure(there.run({ operation: 'ContainerList' }))
    await until(() => jobs.length === 1)
    pair[1].destroy()
    expect((await waiting).kind).to.equal('Unreachable')
    expect((await failure(there.run({ operation: 'ContainerList' }))).kind).to.equal('Unreachable')
  })

  const lies: Readonly<Record<string, Buffer>> = {
    'a message of a gigabyte': Buffer.from([0x40, 0, 0, 0, 0, 0, 0, 0]),
    'what is no JSON': Buffer.concat([Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]), Buffer.from('{x')]),
    'what is no object': Buffer.concat([Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]), Buffer.from('[]')]),
    'what is no message': Buffer.concat([Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]), Buffer.from('{}')]),
  }
  for (const [what, bytes] of Object.entries(lies)) {
    it(`ends on ${what} (row 80)`, async () => {
      pair[1].write(bytes)
      expect(((await channel.ended) as { kind?: string }).kind).to.equal('Unreachable')
    })
  }

  it('sends nothing that the other side would not take: its caller hears of it, and nobody else', async () => {
    answer = () => ({ status: 200, body: 'still there' })
    const wrong = [
      there.run({ operation: 'ContainerCreate', raw: Buffer.alloc(33 * 1024 * 1024) }),
      there.run({ operation: 'SystemInfo', headers: [['X-Long', 'x'.repeat(1024 * 1024)]] }),
      channel.call('run', { value: 1n }).answer,
    ]
    for (const run of wrong) expect((await failure(run)).kind).to.equal('InvalidParameter')
    expect((await (await there.run({ operation: 'SystemPing' })).bytes()).length).to.equal(11)
  })
})

describe('a side that lies', () => {
  let folder: string
  let host: Meeting
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'link-'))
    host = await listenForMeeting(join(folder, 's'), { patience: 200, early: 2 })
  })
  afterEach(async () => {
    host.close()
    await rm(folder, { recursive: true })
  })

  const come = (key: string, behind = '') => {
    const connection = connect(join(folder, 's')).resume()
    connection.write(key + behind)
    connection.on('error', () => undefined)
    return new Promise<void>((resolve) => connection.once('close', () => resolve()))
  }

  it('is cut where its connection brings no key, half a key, or one that nobody asks for (rows 80, 84)', async () => {
    await Promise.all([come(''), come('0'.repeat(31)), come('0'.repeat(32), 'smuggled')])
    expect((await failure(host.join('0'.repeat(32)))).message).to.match(/did not open the connection/)
  })

  it('has few connections that nobody asked for, and its keys are good once (row 80)', async () => {
    await Promise.race([come('1'.repeat(32)), come('2'.repeat(32)), come('3'.repeat(32))])
    const [first, second] = [come('4'.repeat(32)), come('4'.repeat(32))]
    await Promise.race([first, second])
  })

  it('keeps nobody waiting when it is gone', async () => {
    const joined = failure(host.join('5'.repeat(32)))
    host.close()
    expect((await joined).message).to.equal('the other process has ended')
  })

  it('is waited for no longer where it answers nothing to a call that was cancelled', async () => {
    const pair = await socketPair(join(folder, 'd'))
    const channel = new Channel(pair[0], {}, 30)
    pair[1].resume()
    const { answer, cancel } = channel.call('run')
    cancel()
    expect((await failure(answer)).message).to.match(/: it does not answer a call that was cancelled$/)
    channel.end()
  })

  it('is not served for ever where it does not read the answers (row 80)', async () => {
    const pair = await socketPair(join(folder, 'c'))
    const payload = Buffer.alloc(1024 * 1024)
    const channel = new Channel(pair[0], { run: async () => ({ payload }) })
    for (let call = 1; call <= 100; call++) {
      for (const chunk of encodeMessage({ call, name: 'run' })) pair[1].write(chunk)
    }
    expect(await channel.ended).to.include({ kind: 'Unreachable' })
  })
})

async function failure(promise: Promise<unknown>): Promise<Error & { readonly kind?: string }> {
  return promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (thrown: unknown) => thrown as Error,
  )
}

function bytesOf(size: number): Readable {
  const chunk = Buffer.alloc(65536, 'x')
  let left = size
  return new Readable({
    read() {
      if (left === 0) return void this.push(null)
      left -= chunk.length
      this.push(chunk)
    },
  })
}

/** Says what it has heard when its other side has ended. */
function echoAtEnd(heard: string[]): Duplex {
  return new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      heard.push(chunk.toString())
      done()
    },
    final(done) {
      this.push(`after its end: ${heard.join('')}`)
      this.push(null)
      heard.push('END')
      done()
    },
  })
}
