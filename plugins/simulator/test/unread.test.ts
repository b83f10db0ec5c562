import type { Duplex, Readable } from 'node:stream'
import { expect } from 'chai'
import { compose, Engine, silent, swarmError, type JobInit, type Runner } from 'libswarm-core'
import { install } from 'libswarm-backend-simulator'
import { containerStats } from '../dist/containers/stats.js'
import { addStartingContainers } from '../dist/containers/starting.js'
import { pullImage } from '../dist/images/pull.js'
import { standardSettings } from '../dist/settings.js'
import { createState } from '../dist/state.js'
import { longestQueue } from '../dist/streams.js'
import { seededRandom } from '../dist/world.js'
import { ManualClock } from './manual-clock.js'
import { eventually } from './support.js'
import { frameOf } from './websocket-client.js'

const megabyte = 1024 * 1024
// What one more write adds to a queue that is full.
const room = megabyte + 256 * 1024
const piece = `${'x'.repeat(64 * 1024 - 1)}\n`

/** Some turns of the loop, in which all goes on that does not wait for a client. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Reads all that comes, and counts it. */
function counting(stream: Readable): () => number {
  let count = 0
  stream.on('data', (chunk: Buffer) => (count += chunk.length))
  return () => count
}

describe('a client that does not read', () => {
  let engine: Runner & { close(): Promise<void> }

  before(async () => {
    engine = await compose([{ name: 'simulator', install, options: { image: ['busybox'], seed: 1 }, simulated: true }])
  })

  after(() => engine.close())

  const started = async (name: string, body: object): Promise<void> => {
    const wanted = { Image: 'busybox', Cmd: ['cat'], OpenStdin: true, ...body }
    await engine.run({ operation: 'ContainerCreate', query: { name }, body: wanted })
    await engine.run({ operation: 'ContainerStart', path: { id: name } })
  }
  const bodyOf = async (job: JobInit): Promise<Duplex> => (await engine.run(job)).body as Duplex
  const attached = (id: string, query: object): Promise<Duplex> =>
    bodyOf({ operation: 'ContainerAttach', path: { id }, query: { stream: true, ...query } })
  const kill = (id: string): Promise<unknown> => engine.run({ operation: 'ContainerKill', path: { id } })
  const executed = async (id: string, body: object): Promise<Duplex> => {
    const exec = { AttachStdin: true, AttachStdout: true, AttachStderr: true, ...body }
    const reply = await engine.run({ operation: 'ContainerExec', path: { id }, body: exec })
    const { Id } = await (reply as { json(): Promise<{ Id: string }> }).json()
    return bodyOf({ operation: 'ExecStart', path: { id: Id }, body: {} })
  }

  it('has the process wait that it is attached to, until it reads or goes; the others miss nothing', async () => {
    await started('shared', {})
    const idle = await attached('shared', { stdout: true })
    const leaving = await attached('shared', { stdout: true })
    const feeder = await attached('shared', { stdin: true, stdout: true })
    const received = counting(feeder)
    for (let sent = 0; sent < 64; sent++) feeder.write(piece)
    await eventually(async () => idle.readableLength > megabyte)
    await settle()
    expect([idle.readableLength < room, leaving.readableLength < room, received() < room]).to.deep.equal([
      true,
      true,
      true,
    ])
    leaving.destroy()
    const late = counting(idle)
    await eventually(async () => received() >= 64 * piece.length && late() === received())
    await kill('shared')
  })

  it('of what is typed on a terminal, is not heard any further', async () => {
    await started('typed', { Tty: true })
    await started('deaf', { Tty: true, Cmd: ['sleep', 'infinity'] })
    const clients = [await attached('typed', { stdin: true, stdout: true }), await attached('deaf', { stdin: true })]
    for (const client of clients) for (let sent = 0; sent < 64; sent++) client.write(`${'y'.repeat(99)}\n`.repeat(650))
    await settle()
    expect(
      clients.map(({ readableLength, writableLength }) => [readableLength < room, writableLength > 0]),
    ).to.deep.equal(clients.map(() => [true, true]))
    await Promise.all([kill('typed'), kill('deaf')])
  })

  it('of the complaints of a shell, or of what an exec echoes, stops it', async () => {
    await started('shells', { Cmd: ['sleep', 'infinity'] })
    const clients = [await executed('shells', { Cmd: ['sh'] }), await executed('shells', { Cmd: ['cat'] })]
    for (const client of clients) for (let sent = 0; sent < 64; sent++) client.write('nope\n'.repeat(13_000))
    await eventually(async () => clients.every(({ readableLength }) => readableLength > megabyte))
    await settle()
    expect(clients.map(({ readableLength }) => readableLength < room)).to.deep.equal([true, true])
    await kill('shells')
  })

  it('of a WebSocket, stops it; so does one that only sends pings', async () => {
    await started('web', {})
    const open = (query: object): Promise<Duplex> =>
      bodyOf({
        operation: 'ContainerAttachWebsocket',
        path: { id: 'web' },
        query: { stream: true, stdin: true, ...query },
        headers: [
          ['Sec-WebSocket-Version', '13'],
          ['Sec-WebSocket-Key', 'x'],
        ],
        upgrade: 'websocket',
      })
    const [idle, pinging] = [await open({ stdout: true }), await open({})]
    for (let sent = 0; sent < 64; sent++) idle.write(frameOf(2, piece))
    for (let sent = 0; sent < 1000; sent++) pinging.write(frameOf(9, 'x'.repeat(125)))
    await settle()
    expect([idle.readableLength < room, idle.writableLength > 0]).to.deep.equal([true, true])
    expect([pinging.readableLength < 100_000, pinging.writableLength > 0]).to.deep.equal([true, true])
    await kill('web')
  })

  it('of logs keeps nothing: neither what follows, nor what was before an attachment', async () => {
    await started('logging', {})
    const follower = await bodyOf({
      operation: 'ContainerLogs',
      path: { id: 'logging' },
      query: { stdout: true, follow: true },
    })
    const feeder = await attached('logging', { stdin: true, stdout: true })
    const received = counting(feeder)
    for (let sent = 0; sent < 64; sent++) feeder.write(piece)
    // Each piece is as many frames here as it was reads, and as many lines of 16 KiB there.
    await eventually(async () => received() >= 64 * piece.length)
    const replayed = await attached('logging', { logs: true, stdout: true })
    await settle()
    expect([follower.readableLength < 200_000, replayed.readableLength < 200_000]).to.deep.equal([true, true])
    feeder.write('the end\n')
    const tail: [string, string] = ['', '']
    for (const [at, stream] of [follower, replayed].entries()) {
      stream.on('data', (chunk: Buffer) => (tail[at] = tail[at]!.slice(-8) + chunk.toString()))
    }
    await eventually(async () => tail.every((text) => text.endsWith('the end\n')))
    await kill('logging')
  })
})

describe('a client that does not read what goes on by itself', () => {
  const world = (): ReturnType<typeof createState> & { readonly clock: ManualClock } => {
    const clock = new ManualClock()
    const settings = { ...standardSettings, pullSpeed: 1000 }
    return { ...createState({ clock, random: seededRandom('1'), error: swarmError, settings }), clock }
  }
  const dropped = async (clock: ManualClock, [stuck, reader]: readonly [Readable, Readable]): Promise<void> => {
    const received = counting(reader)
    while (!stuck.destroyed && received() < 2 * longestQueue) await clock.ring()
    expect([stuck.destroyed, reader.destroyed, received() > longestQueue - megabyte]).to.deep.equal([true, false, true])
    reader.destroy()
    expect(clock.waiting).to.equal(0)
  }
  const twice = async (engine: Engine, job: JobInit): Promise<readonly [Readable, Readable]> => [
    (await engine.run(job)).body as Readable,
    (await engine.run(job)).body as Readable,
  ]

  it('such as stats, is dropped', async () => {
    const state = world()
    addStartingContainers(state, ['web'])
    const { waiting } = state.clock
    const engine = new Engine({ name: 'simulator', log: silent })
    engine.register('ContainerStats', (job) => containerStats(state, job))
    const streams = await twice(engine, { operation: 'ContainerStats', path: { id: 'web' } })
    expect(waiting).to.equal(0)
    await dropped(state.clock, streams)
  })

  it('such as a pull, is dropped', async () => {
    const state = world()
    const engine = new Engine({ name: 'simulator', log: silent })
    engine.register('ImageCreate', (job) => pullImage(state, job))
    const streams = await twice(engine, { operation: 'ImageCreate', query: { fromImage: 'postgres' } })
    await dropped(state.clock, streams)
    expect(state.images.all()).to.deep.equal([])
  })
})
