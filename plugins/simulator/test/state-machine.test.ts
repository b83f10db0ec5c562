import { expect } from 'chai'
import fc from 'fast-check'
import { compose, isSwarmError, type Chain, type JobInit } from 'libswarm-core'
import { install } from 'libswarm-backend-simulator'

type Call = JobInit<'ContainerStart'>
type Phase = string

const names = ['red', 'green', 'blue']
const name = fc.constantFrom(...names)
const calls: fc.Arbitrary<Call> = fc
  .record({
    operation: fc.constantFrom(
      'ContainerStart',
      'ContainerStop',
      'ContainerKill',
      'ContainerRename',
      'ContainerDelete',
      'ContainerCreate',
    ),
    id: name,
    other: name,
    signal: fc.constantFrom('', 'HUP', 'TERM', 'FOO', '99'),
    force: fc.boolean(),
    AutoRemove: fc.boolean(),
  })
  .map(({ operation, id, other, signal, force, AutoRemove }) => {
    const queries: Record<string, object> = {
      ContainerKill: { signal },
      ContainerRename: { name: other },
      ContainerDelete: { force },
      ContainerCreate: { name: id },
    }
    const body = operation === 'ContainerCreate' ? { Image: 'busybox', HostConfig: { AutoRemove } } : undefined
    return { operation, path: { id }, query: queries[operation] ?? {}, body } as unknown as Call
  })

/** What a client that only listens to events knows. */
async function phasesByEvents(chain: Chain): Promise<Record<string, Phase>> {
  const phases = new Map<string, Phase>()
  const query = { since: '0', until: String(Date.now() / 1000 + 0.001) }
  const after: Record<string, Phase> = { create: 'created', start: 'running', die: 'exited' }
  for await (const { Action = '', Actor } of (await chain.run({ operation: 'SystemEvents', query })).messages()) {
    const called = Actor?.Attributes?.['name'] ?? ''
    if (Action === 'destroy') phases.delete(called)
    if (Action === 'rename') {
      const old = Actor?.Attributes?.['oldName']?.slice(1) ?? ''
      phases.set(called, phases.get(old)!)
      phases.delete(old)
    }
    if (after[Action] !== undefined) phases.set(called, after[Action])
  }
  return Object.fromEntries(phases)
}

async function phasesByList(chain: Chain): Promise<Record<string, Phase>> {
  const list = await (await chain.run({ operation: 'ContainerList', query: { all: true } })).json()
  return Object.fromEntries(list.map(({ Names, State }) => [Names![0]!.slice(1), State!]))
}

async function phasesByInspect(chain: Chain): Promise<Record<string, Phase>> {
  const phases: Record<string, Phase> = {}
  for (const id of names) {
    const inspected = await chain.run({ operation: 'ContainerInspect', path: { id } }).catch(() => undefined)
    const found = await inspected?.json()
    if (found !== undefined) phases[id] = found.State!.Status!
  }
  return phases
}

describe('any sequence of calls', () => {
  it('is answered without a fault, and list, inspect and events agree after it', async () => {
    const allowed = [undefined, 'InvalidParameter', 'NotFound', 'Conflict']
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { maxLength: 30 }), async (sequence) => {
        const chain = await compose([{ name: 'simulator', install, options: { name: ['red'] } }])
        for (const job of sequence) {
          const failed = await chain.run(job).then(
            () => undefined,
            (thrown: unknown) => (isSwarmError(thrown) ? thrown.kind : thrown),
          )
          expect(failed).to.be.oneOf(allowed)
        }
        const listed = await phasesByList(chain)
        expect(await phasesByInspect(chain)).to.deep.equal(listed)
        expect(await phasesByEvents(chain)).to.deep.equal(listed)
        await chain.close()
      }),
      { numRuns: 150 },
    )
  })
})
