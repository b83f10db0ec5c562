import { expect } from 'chai'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, type Duplex } from 'node:stream'
import { swarmError, type Job, type Runner } from 'libswarm-core'
import { Channel } from '../dist/link/channel.js'
import { remoteRunner, runAsked } from '../dist/link/jobs.js'
import { connectForMeeting, listenForMeeting, type Meeting } from '../dist/link/meeting.js'
import { toReply } from '../dist/engine/reply.js'
import { socketPair } from './socket-pair.js'
import { until } from './support.js'

type Answer = (job: Job) => Parameters<typeof toReply>[0] | Promise<Parameters<typeof toReply>[0]>

/** A backend in a process of its own asks its host: what it wraps, and the children that it has spawned. */
describe('a link, when the side that connects asks the one that listens', () => {
  let folder: string
  let host: Meeting
  let channels: readonly Channel[]
  let answer: Answer
  let there: Runner

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'link-'))
    host = await listenForMeeting(join(folder, 's'))
    const guest = connectForMeeting(join(folder, 's'))
    const pair = await socketPair(join(folder, 'c'))
    const runner = { run: async (job: Job) => toReply(await answer(job)) } as unknown as Runner
    channels = [new Channel(pair[0], { run: runAsked(host, () => runner) }), new Channel(pair[1], {})]
    there = remoteRunner({ channel: channels[1]!, meeting: guest }, 0)
  })
  afterEach(async () => {
    for (const channel of channels) channel.end()
    host.close()
    await rm(folder, { recursive: true })
  })

  it('streams begin with their reply, while nothing of the body has come', async () => {
    const source = new PassThrough()
    answer = () => ({ status: 200, body: source })
    const reply = await there.run({ operation: 'SystemEvents' })
    source.end('{}\n')
    expect(String(Buffer.from(await reply.bytes()))).to.equal('{}\n')
  })

  it('inputs and bodies of any length come whole, with their trailers', async () => {
    const size = 8 * 1024 * 1024
    answer = ({ input }) => ({
      status: 200,
      body: input!.pipe(new PassThrough()),
      trailers: Promise.resolve([['X-End', 'yes'] as const]),
    })
    const reply = await there.run({ operation: 'ImageLoad', input: Readable.from([Buffer.alloc(size)]) })
    expect([(await reply.bytes()).length, await reply.trailers]).to.deep.equal([size, [['X-End', 'yes']]])
  })

  it('a duplex keeps its half-close', async () => {
    answer = () => ({ status: 101, body: new PassThrough() })
    const reply = await there.run({ operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp' })
    const duplex = reply.body as Duplex
    duplex.end('echo')
    let text = ''
    for await (const chunk of duplex) text += String(chunk)
    expect(text).to.equal('echo')
  })

  it('a reader that leaves ends the source', async () => {
    const source = new PassThrough()
    answer = () => ({ status: 200, body: source })
    const reply = await there.run({ operation: 'SystemEvents' })
    ;(reply.body as Readable).destroy()
    await until(() => source.destroyed)
  })

  it('errors keep their kind, and as much of their sentence as anybody reads', async () => {
    answer = () => {
      throw swarmError('Conflict', 'x'.repeat(2 * 1024 * 1024))
    }
    const thrown = (await there.run({ operation: 'SystemInfo' }).catch((error: unknown) => error)) as Error
    expect(thrown).to.include({ kind: 'Conflict' })
    expect(thrown.message).to.match(/^x{65536}…$/)
    answer = () => ({ status: 200, body: 'still there' })
    expect((await (await there.run({ operation: 'SystemPing' })).bytes()).length).to.equal(11)
  })
})
