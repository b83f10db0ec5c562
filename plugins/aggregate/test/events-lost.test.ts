import { expect } from 'chai'
import type { Answer, Job } from 'libswarm-core'
import { call, startDaemon, startFaultProxy } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { EventReader } from './support/event-reader.js'
import { engineOf, startChildren } from './support/children.js'
import { quick, startPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

type EngineEvent = Answer<'SystemEvents'>

const startEngine = () => startDaemon({ backends: ['simulator web'], standard: [simulator] })
const restarts = ({ words }: EventReader) => words.filter((word) => word.endsWith('web: restart')).length

describe('aggregate: events that nobody has told yet', () => {
  it('are told to who asks for a time that is over, though the stream of their node is broken', async () => {
    await using engine = await startEngine()
    await using proxy = await startFaultProxy({ to: engine.address })
    await using pool = await startPool([`far=forward ${proxy.address}`], {}, { ...quick, resume: [60_000, 60_000] })
    await using reader = await EventReader.open(pool.daemon)
    await call(engine, 'POST /containers/web/restart?t=0')
    await reader.until('the first was told', (r) => restarts(r) === 1)
    proxy.breakOff('cut')
    await call(engine, 'POST /containers/web/restart?t=0')
    await new Promise((resolve) => setTimeout(resolve, 10))
    await using past = await EventReader.open(pool.daemon, '?since=1h&until=0s')
    await past.ended
    expect(restarts(past)).to.equal(2)
    await using soon = await EventReader.open(pool.daemon, `?until=${Date.now() / 1000 + 1}`)
    await call(engine, 'POST /containers/web/restart?t=0')
    await soon.ended
    expect(restarts(soon)).to.equal(3)
  })

  it('are missing in an answer that says so', async () => {
    const silent = engineOf('SILENT', (engine) =>
      engine.register('SystemEvents', ({ query, signal }) =>
        query.until === undefined ? events([], signal) : new Promise<never>(() => undefined),
      ),
    )
    for (const strict of [false, true]) {
      await using pool = await startChildren(
        { silent, well: engineOf('WELL') },
        { strict },
        { ...quick, answerLimit: 300 },
      )
      const { status, headers, text } = await pool.call('GET /events?since=1h&until=0s')
      expect(status, text).to.equal(strict ? 503 : 200)
      expect(strict ? text : headers['warning']).to.include('no answer from the node silent')
    }
  })

  it('are all told where they have no moment to be known again by', async () => {
    let tell: (() => void) | undefined
    const beginning = new Promise<void>((resolve) => (tell = resolve))
    const start: EngineEvent = { Type: 'container', Action: 'start', Actor: { ID: 'c', Attributes: { name: 'c' } } }
    const odd = engineOf('ODD', (engine) =>
      engine.register('SystemEvents', async function* ({ query, signal }: Job<'SystemEvents'>) {
        if (query.until !== undefined) return
        await beginning
        yield* [start, start]
        yield* events([], signal)
      } as never),
    )
    await using pool = await startChildren({ odd })
    await using reader = await EventReader.open(pool.daemon)
    tell!()
    await reader.until('both were told', (r) => r.actionsOf('c').length === 2)
  })
})

describe('aggregate: a node that takes the place of another one that is the same engine', () => {
  it('goes on with its events: each is told once, also what happened in between', async () => {
    await using engine = await startEngine()
    await using one = await startFaultProxy({ to: engine.address })
    await using other = await startFaultProxy({ to: engine.address })
    await using pool = await startPool([`one=forward ${one.address}`, `other=forward ${other.address}`])
    const isAside = async (name: string) => (await pool.call(`GET /nodes/${name}`)).text.includes('"disconnected"')
    await until('one is aside', async () => (await isAside('one')) || (await isAside('other')))
    const [first, proxy, second] = (await isAside('one'))
      ? (['other', other, 'one'] as const)
      : (['one', one, 'other'] as const)
    await using reader = await EventReader.open(pool.daemon)
    await call(engine, 'POST /containers/web/restart?t=0')
    await reader.until('the first was told', (r) => restarts(r) === 1)
    await proxy.set({ down: true })
    proxy.breakOff('cut')
    await call(engine, 'POST /containers/web/restart?t=0')
    await until('the second is used', async () => !(await isAside(second)))
    await call(engine, 'POST /containers/web/restart?t=0')
    await reader.until('all were told', (r) => restarts(r) >= 3)
    expect(reader.words.filter((word) => word.endsWith('web: restart'))).to.deep.equal([
      `${first} web: restart`,
      `${second} web: restart`,
      `${second} web: restart`,
    ])
    expect(reader.told.filter(({ Actor }) => Actor.Attributes['node.synthesised'] === 'true')).to.deep.equal([])
  })
})

/** Some events, and then none until the end. */
async function* events(list: readonly EngineEvent[], signal: AbortSignal): AsyncGenerator<EngineEvent> {
  yield* list
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}
