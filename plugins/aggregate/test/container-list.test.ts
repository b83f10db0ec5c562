import { expect } from 'chai'
import fc from 'fast-check'
import { listContainers } from '../dist/merge/container-list.js'
import { inspectedWithNode, withNode } from '../dist/merge/ports.js'
import { shownNames } from '../dist/merge/shown-names.js'
import { NameOwners } from '../dist/names/owners.js'
import { ContainersView, type Summary } from '../dist/nodes/containers-view.js'
import type { Node } from '../dist/nodes/node.js'
import type { Pool } from '../dist/nodes/pool.js'
import { fail } from './support/observed.js'

interface Part {
  readonly list: readonly Summary[]
  readonly address: string | undefined
  /** Whether the view of the node knows its containers by now. */
  readonly isKnown: boolean
  /** How far its clock is ahead, in ms. */
  readonly offset: number
}

/** A pool whose nodes list these containers. */
function poolOf(parts: readonly Part[]): Pool {
  const owners = new NameOwners()
  const nodes = parts.map(({ list, address, isKnown, offset }, index) => {
    const containers = new ContainersView(owners)
    if (isKnown) containers.replace(list)
    const askBytes = async () => Buffer.from(JSON.stringify(list))
    return { name: `n${index}`, address, view: { containers }, clock: { offset }, askBytes } as unknown as Node
  })
  return { owners, fail, strict: false, usable: () => nodes, down: () => [] } as unknown as Pool
}

/** The same by parsing all. */
function merged(pool: Pool, parts: readonly Part[]): readonly Summary[] {
  const answered = pool.usable().map((node, index) => ({ node, value: parts[index]!.list.map(byClock(parts[index]!)) }))
  const shown = shownNames(pool, answered)
  return answered
    .flatMap(({ node, value }) => value.map((summary) => withNode(shown(summary, node), node)))
    .sort((left, right) => (right.Created ?? 0) - (left.Created ?? 0))
}

const byClock =
  ({ offset }: Part) =>
  (summary: Summary) => {
    const { Created } = summary
    // What is not told cannot be corrected.
    return Created === undefined || Created === 0 ? summary : { ...summary, Created: Created - offset / 1000 }
  }

const job = (query: object): never => {
  const asked = { query, with: (changes: { query: object }) => job(changes.query) }
  return asked as never
}

const port = fc.record({
  IP: fc.constantFrom('0.0.0.0', '::', '', '10.0.0.1'),
  PrivatePort: fc.constant(80),
  PublicPort: fc.nat(9),
  Type: fc.constant('tcp' as const),
})
const summary = fc.record(
  {
    Id: fc.nat(99).map(String),
    Names: fc.array(fc.constantFrom('/web', '/db', '/é', '/web/link', '/cache'), { maxLength: 2 }),
    Created: fc.nat(3),
    Ports: fc.array(port, { maxLength: 2 }),
    Labels: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  },
  { requiredKeys: ['Id'] },
)
const partOf = fc.record({
  list: fc.uniqueArray(summary, { maxLength: 4, selector: ({ Id }) => Id }),
  address: fc.constantFrom(undefined, '192.168.0.7'),
  isKnown: fc.boolean(),
  offset: fc.constantFrom(0, 0, 3000, -7_200_000),
})

describe('aggregate: the list of the containers of all nodes', () => {
  it('is what parsing, naming and sorting all of them makes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(partOf, { maxLength: 4 }), fc.nat(3), async (parts, limit) => {
        const typed = parts as unknown as readonly Part[]
        const pool = poolOf(typed)
        const { status, body } = await listContainers(pool, job({ limit }))
        const expected = merged(pool, typed)
        expect(status).to.equal(200)
        expect(JSON.parse((body as Buffer).toString())).to.deep.equal(limit > 0 ? expected.slice(0, limit) : expected)
      }),
      { numRuns: 150 },
    )
  })
})

describe('aggregate: ports that are published on every address', () => {
  const node = { name: 'a', address: '10.0.0.1', info: {}, labels: new Map() } as unknown as Node
  const port = (IP: string, PublicPort: number) => ({ IP, PrivatePort: 80, PublicPort, Type: 'tcp' as const })

  it('are listed once at the address of the node, of IPv4, of IPv6 and of both', () => {
    const Ports = [port('0.0.0.0', 1), port('::', 1), port('::', 2), port('127.0.0.1', 3), port('::1', 3)]
    expect(withNode({ Id: 'x', Ports }, node).Ports).to.deep.equal([
      port('10.0.0.1', 1),
      port('10.0.0.1', 2),
      port('127.0.0.1', 3),
      port('::1', 3),
    ])
  })

  it('are inspected so, too', () => {
    const bound = (HostIp: string, HostPort: string) => ({ HostIp, HostPort })
    const Ports = { '80/tcp': [bound('0.0.0.0', '1'), bound('::', '1')], '81/tcp': [bound('::', '2')], '82/tcp': null }
    const { NetworkSettings } = inspectedWithNode({ NetworkSettings: { Ports } }, node)
    expect(NetworkSettings?.Ports).to.deep.equal({
      '80/tcp': [bound('10.0.0.1', '1')],
      '81/tcp': [bound('10.0.0.1', '2')],
      '82/tcp': null,
    })
  })
})
