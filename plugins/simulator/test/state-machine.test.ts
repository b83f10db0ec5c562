import { expect } from 'chai'
import fc from 'fast-check'
import { compose, isSwarmError, type Chain, type JobInit } from 'libswarm-core'
import { isRunning } from '../dist/containers/container.js'
import { scripted, type Scripted } from './scripted.js'

type Call = JobInit<'ContainerStart'>

const names = ['red', 'green', 'blue']

/** What a call came to: the kind of its error, or that it was answered. */
const outcomeOf = (chain: Chain, call: Call): Promise<unknown> =>
  chain.run(call).then(
    () => 'answered',
    (thrown: unknown) => (isSwarmError(thrown) ? thrown.kind : thrown),
  )

const callOf = (operation: string, id: string, query: object = {}, body?: object): Call =>
  ({ operation, path: { id }, query, body }) as unknown as Call

async function withEngine(use: (chain: Chain, engine: Scripted) => Promise<void>): Promise<void> {
  const engine = scripted()
  const chain = await compose([{ name: 'simulator', install: engine.install }])
  await use(chain, engine)
  await chain.close()
  expect([engine.clock.waiting, engine.state.pending.size]).to.deep.equal([0, 0])
}

/** `State` and name of what is there, by the list and by inspect. */
async function phases(chain: Chain): Promise<Record<string, string>> {
  const list = await (await chain.run({ operation: 'ContainerList', query: { all: true } })).json()
  const listed = list.map(({ Id, State }) => [Id!, State!] as const)
  for (const [id, phase] of listed) {
    const inspected = await (await chain.run({ operation: 'ContainerInspect', path: { id } })).json()
    const { Status, Running, Paused, Restarting, Pid } = inspected.State!
    expect(Status).to.equal(phase)
    expect(Running).to.equal(['running', 'paused', 'restarting'].includes(phase))
    expect([Paused, Restarting]).to.deep.equal([phase === 'paused', phase === 'restarting'])
    expect(Pid! > 0).to.equal(['running', 'paused'].includes(phase))
  }
  const held = list.flatMap(({ Names }) => Names!)
  expect(new Set(held).size).to.equal(held.length)
  return Object.fromEntries(listed)
}

// The phase after each call on a container of a phase; an error leaves it as it is.
const operations = {
  start: ['ContainerStart', {}],
  stop: ['ContainerStop', {}],
  kill: ['ContainerKill', {}],
  term: ['ContainerKill', { signal: 'TERM' }],
  pause: ['ContainerPause', {}],
  unpause: ['ContainerUnpause', {}],
  restart: ['ContainerRestart', {}],
  remove: ['ContainerDelete', {}],
  force: ['ContainerDelete', { force: true }],
} as const
type Verb = keyof typeof operations
type Row = Readonly<Record<Verb, string>>

const down = { kill: 'Conflict', term: 'Conflict', pause: 'Conflict', unpause: 'Conflict' }
const gone = 'NotFound'
const model: Readonly<Record<string, Row>> = {
  created: { ...down, start: 'running', stop: 'created', restart: 'running', remove: 'gone', force: 'gone' },
  exited: { ...down, start: 'running', stop: 'exited', restart: 'running', remove: 'gone', force: 'gone' },
  running: {
    ...{ start: 'running', stop: 'exited', kill: 'exited', term: 'exited', pause: 'paused', unpause: 'Conflict' },
    ...{ restart: 'running', remove: 'Conflict', force: 'gone' },
  },
  paused: {
    ...{ start: 'Conflict', stop: 'exited', kill: 'exited', term: 'exited', pause: 'Conflict', unpause: 'running' },
    ...{ restart: 'running', remove: 'Conflict', force: 'gone' },
  },
  restarting: {
    ...{ start: 'restarting', stop: 'exited', kill: 'exited', term: 'exited', pause: 'Conflict', unpause: 'Conflict' },
    ...{ restart: 'running', remove: 'Conflict', force: 'gone' },
  },
  gone: {
    ...{ start: gone, stop: gone, kill: gone, term: gone, pause: gone, unpause: gone },
    ...{ restart: gone, remove: gone, force: gone },
  },
}

describe('one call after another', () => {
  const verbs = fc.array(fc.constantFrom(...(Object.keys(operations) as Verb[]), 'end'), { maxLength: 25 })

  it('leads where the model says', async () => {
    const traits = fc.record({ autoRemove: fc.boolean(), restarts: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(verbs, traits, async (sequence, { autoRemove, restarts }) => {
        await withEngine(async (chain, { clock }) => {
          const HostConfig = restarts ? { RestartPolicy: { Name: 'always' } } : { AutoRemove: autoRemove }
          const request = { Image: 'busybox', Cmd: ['for', '1000', '0'], HostConfig }
          await chain.run(callOf('ContainerCreate', '', { name: 'red' }, request))
          let phase = 'created'
          for (const verb of sequence) {
            if (verb === 'end') {
              // Its process ends by itself, or its back-off is over.
              if (phase !== 'paused') await clock.ring()
              if (phase === 'running') phase = restarts ? 'restarting' : 'exited'
              else if (phase === 'restarting') phase = 'running'
            } else {
              const [operation, query] = operations[verb]
              const wanted = model[phase]![verb]
              const errs = ['Conflict', 'NotFound'].includes(wanted)
              expect(await outcomeOf(chain, callOf(operation, 'red', query))).to.equal(errs ? wanted : 'answered')
              if (!errs) phase = wanted
            }
            if (phase === 'exited' && !restarts && autoRemove) phase = 'gone'
            expect(Object.values(await phases(chain))).to.deep.equal(phase === 'gone' ? [] : [phase])
          }
        })
      }),
      { numRuns: 150 },
    )
  })
})

const programs = [['sleep'], ['stubborn'], ['for', '1', '3'], ['for', '0', '0'], ['missing']]
const policies = ['', 'always', 'unless-stopped', 'on-failure']
const id = fc.constantFrom(...names)
const interleaved: fc.Arbitrary<Call | number> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(0.05, 0.5, 2, 70) },
  {
    weight: 4,
    arbitrary: fc
      .record({
        ...{ id, Cmd: fc.constantFrom(...programs), Name: fc.constantFrom(...policies), AutoRemove: fc.boolean() },
        StopSignal: fc.constantFrom('', 'INT'),
      })
      .map(({ id, Cmd, Name, AutoRemove, StopSignal }) => {
        const HostConfig = Name === '' ? { AutoRemove } : { RestartPolicy: { Name, MaximumRetryCount: 0 } }
        return callOf('ContainerCreate', '', { name: id }, { Image: 'busybox', Cmd, StopSignal, HostConfig })
      }),
  },
  {
    weight: 12,
    arbitrary: fc
      .record({
        ...{ id, other: id, t: fc.constantFrom(0, 1, 10), force: fc.boolean() },
        signal: fc.constantFrom('', 'HUP', 'TERM', 'INT', 'KILL', 'FOO', '99'),
        condition: fc.constantFrom('not-running', 'next-exit', 'removed', 'foo'),
        operation: fc.constantFrom(
          ...['Start', 'Start', 'Start', 'Stop', 'Kill', 'Restart', 'Pause', 'Unpause', 'Rename', 'Delete', 'Wait'],
          ...['Prune', 'Update'],
        ),
      })
      .map(({ id, other, t, force, signal, condition, operation }) => {
        const queries: Record<string, object> = {
          Stop: { t },
          Restart: { t },
          Kill: { signal },
          Rename: { name: other },
          Delete: { force },
          Wait: { condition },
        }
        const body = operation === 'Update' ? { RestartPolicy: { Name: force ? 'always' : 'no' } } : undefined
        return callOf(`Container${operation}`, id, queries[operation], body)
      }),
  },
)

/** Follows events as a client does that knows nothing else; throws where one cannot be. */
function followEvents({ events }: Scripted['state']): ReadonlyMap<string, string> {
  const known = new Map<string, string>()
  const called = new Map<string, string>()
  const possible: Readonly<Record<string, readonly (string | undefined)[]>> = {
    create: [undefined],
    start: ['created', 'down'],
    pause: ['running'],
    unpause: ['paused'],
    kill: ['running', 'paused'],
    die: ['running', 'paused'],
    stop: ['down'],
    restart: ['running'],
    destroy: ['created', 'down'],
    ...{ rename: ['created', 'down', 'running', 'paused'], update: ['created', 'down', 'running', 'paused'] },
  }
  const after: Readonly<Record<string, string>> = {
    ...{ create: 'created', start: 'running', pause: 'paused', unpause: 'running', die: 'down' },
  }
  events.listen(({ Type, Action = '', Actor }) => {
    if (Type !== 'container' || Action === 'prune') return
    const { ID = '', Attributes = {} } = Actor ?? {}
    const phase = known.get(ID)
    if (!possible[Action]!.includes(phase)) throw new Error(`${Action} of a container that is ${phase}`)
    if (Action === 'rename') expect(Attributes['oldName']).to.equal(`/${called.get(ID)}`)
    else if (called.has(ID)) expect(Attributes['name']).to.equal(called.get(ID))
    called.set(ID, Attributes['name']!)
    if (Action === 'destroy') known.delete(ID)
    else known.set(ID, after[Action] ?? phase!)
  })
  return known
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('calls that interleave', () => {
  it('leave no state that Docker does not have, and events and state agree; none of them is lost', async () => {
    const allowed = ['answered', 'InvalidParameter', 'NotFound', 'Conflict']
    const steps = fc.array(fc.record({ call: interleaved, waits: fc.boolean() }), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await withEngine(async (chain, engine) => {
          const known = followEvents(engine.state)
          const agree = async (): Promise<void> => {
            const seen = Object.entries(await phases(chain)).map(([id, phase]) => [
              id,
              ['exited', 'restarting', 'removing'].includes(phase) ? 'down' : phase,
            ])
            expect(Object.fromEntries(seen)).to.deep.equal(Object.fromEntries(known))
          }
          const going: Promise<unknown>[] = []
          const waits: Promise<unknown>[] = []
          for (const { call, waits: pauses } of sequence) {
            if (typeof call === 'number') await engine.clock.advance(call)
            else if ((call.operation as string) === 'ContainerWait') {
              const waiting = chain.run(call as unknown as JobInit<'ContainerWait'>).then((reply) => reply.json())
              waits.push(waiting.catch((thrown: unknown) => (isSwarmError(thrown) ? thrown.kind : thrown)))
            } else going.push(outcomeOf(chain, call))
            if (pauses) {
              await settle()
              await agree()
            }
          }
          // Whatever was asked for ends once its time is over; every wait, once all containers are gone.
          await engine.clock.advance(30)
          for (const outcome of await Promise.all(going)) expect(outcome).to.be.oneOf(allowed)
          await agree()
          for (const container of engine.state.containers.all()) {
            expect(await outcomeOf(chain, callOf('ContainerDelete', container.id, { force: true }))).to.equal(
              'answered',
            )
          }
          expect(engine.state.containers.all().filter(isRunning)).to.deep.equal([])
          expect(known.size).to.equal(0)
          for (const waited of await Promise.all(waits)) {
            if (typeof waited === 'string') expect(waited).to.be.oneOf(allowed)
            else expect(waited).to.have.property('StatusCode').that.is.a('number')
          }
          await engine.clock.advance(2000)
        })
      }),
      { numRuns: 150 },
    )
  })
})
