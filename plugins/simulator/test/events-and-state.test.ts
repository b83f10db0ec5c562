import { expect } from 'chai'
import fc from 'fast-check'
import { compose, type Chain } from 'libswarm-core'
import { install } from 'libswarm-backend-simulator'

const names = ['aa', 'bb', 'cc']
const calls = ['create', 'start', 'stop', 'kill', 'rename', 'remove', 'force'] as const
type Call = readonly [(typeof calls)[number], string, string]

const call: fc.Arbitrary<Call> = fc.tuple(
  fc.constantFrom(...calls),
  fc.constantFrom(...names),
  fc.constantFrom(...names),
)

async function make(engine: Chain, [what, name, other]: Call): Promise<void> {
  const path = { id: name }
  const body = { Image: 'busybox', Cmd: ['sleep', '1000'] }
  const run = {
    create: () => engine.run({ operation: 'ContainerCreate', query: { name }, body }),
    start: () => engine.run({ operation: 'ContainerStart', path }),
    stop: () => engine.run({ operation: 'ContainerStop', path, query: { t: 0 } }),
    kill: () => engine.run({ operation: 'ContainerKill', path }),
    rename: () => engine.run({ operation: 'ContainerRename', path, query: { name: other } }),
    remove: () => engine.run({ operation: 'ContainerDelete', path }),
    force: () => engine.run({ operation: 'ContainerDelete', path, query: { force: true } }),
  }[what]
  // What is refused changes nothing, and is told to nobody.
  await run().catch(() => undefined)
}

/** The containers and whether they run, as their events tell it. */
async function told(engine: Chain): Promise<Record<string, boolean>> {
  const until = String(Date.now() / 1000 + 0.002)
  const reply = await engine.run({ operation: 'SystemEvents', query: { since: '0', until } })
  const known = new Map<string, { name: string; running: boolean }>()
  for await (const { Action = '', Actor, Type } of reply.messages()) {
    if (Type !== 'container') continue
    const { ID: id = '', Attributes: { name = '' } = {} } = Actor ?? {}
    const { running } = known.get(id) ?? { running: false }
    if (Action === 'destroy') known.delete(id)
    else known.set(id, { name, running: Action === 'start' || (running && Action !== 'die') })
  }
  return Object.fromEntries([...known.values()].map(({ name, running }) => [name, running]))
}

async function listed(engine: Chain): Promise<Record<string, boolean>> {
  const list = await (await engine.run({ operation: 'ContainerList', query: { all: true } })).json()
  return Object.fromEntries(list.map(({ Names, State }) => [Names![0]!.slice(1), State === 'running']))
}

describe('events and state', () => {
  it('agree after any calls, however they interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(call, { maxLength: 4 }), { maxLength: 8 }), async (rounds) => {
        const options = { image: ['busybox:latest'] }
        const engine = await compose([{ name: 'simulator', install, options, simulated: true }])
        try {
          for (const round of rounds) await Promise.all(round.map((one) => make(engine, one)))
          const events = await told(engine)
          expect(await listed(engine)).to.deep.equal(events)
        } finally {
          await engine.close()
        }
      }),
      { numRuns: 60 },
    )
  })
})
