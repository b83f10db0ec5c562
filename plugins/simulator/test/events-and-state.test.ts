import { expect } from 'chai'
import fc from 'fast-check'
import { compose, type Chain, type JobInit } from 'libswarm-core'
import { install } from 'libswarm-backend-simulator'

const names = ['aa', 'bb', 'cc']
const networks = ['blue', 'red', 'bridge']
const volumes = ['data', 'logs']
const calls = [
  ...['create', 'create', 'start', 'start', 'stop', 'kill', 'rename', 'remove', 'force', 'prune'],
  ...['createNetwork', 'connect', 'disconnect', 'removeNetwork', 'pruneNetworks'],
  ...['createVolume', 'removeVolume', 'pruneVolumes'],
] as const
type Call = readonly [what: (typeof calls)[number], name: string, other: string, network: string, volume: string]

const call: fc.Arbitrary<Call> = fc.tuple(
  fc.constantFrom(...calls),
  fc.constantFrom(...names),
  fc.constantFrom(...names),
  fc.constantFrom(...networks),
  fc.constantFrom(...volumes),
)

async function make(engine: Chain, [what, name, other, network, volume]: Call): Promise<void> {
  const path = { id: name }
  const member = { path: { id: network }, body: { Container: name } }
  const own = { NetworkMode: network, Binds: [`${volume}:/data`], AutoRemove: other === name }
  const HostConfig = { ...own, PublishAllPorts: volume === 'logs' }
  const [ExposedPorts, Volumes] = [{ '80/tcp': {} }, { '/anon': {} }]
  const body = { Image: 'busybox', Cmd: ['sleep', '1000'], HostConfig, ExposedPorts, Volumes }
  const jobs = {
    create: { operation: 'ContainerCreate', query: { name }, body },
    start: { operation: 'ContainerStart', path },
    stop: { operation: 'ContainerStop', path, query: { t: 0 } },
    kill: { operation: 'ContainerKill', path },
    rename: { operation: 'ContainerRename', path, query: { name: other } },
    remove: { operation: 'ContainerDelete', path, query: { v: true } },
    force: { operation: 'ContainerDelete', path, query: { force: true } },
    prune: { operation: 'ContainerPrune' },
    createNetwork: { operation: 'NetworkCreate', body: { Name: network } },
    connect: { operation: 'NetworkConnect', ...member },
    disconnect: { operation: 'NetworkDisconnect', ...member },
    removeNetwork: { operation: 'NetworkDelete', path: { id: network } },
    pruneNetworks: { operation: 'NetworkPrune' },
    createVolume: { operation: 'VolumeCreate', body: { Name: volume } },
    removeVolume: { operation: 'VolumeDelete', path: { name: volume } },
    pruneVolumes: { operation: 'VolumePrune', query: { filters: { all: ['1'] } } },
  }
  // What is refused changes nothing, and is told to nobody.
  await engine.run(jobs[what] as unknown as JobInit<'ContainerStart'>).catch(() => undefined)
}

/** What is there, by name or id: containers and whether they run, who is on networks, what running ones have mounted. */
interface Seen {
  readonly containers: Record<string, boolean>
  readonly networks: Record<string, readonly string[]>
  readonly volumes: Record<string, readonly string[]>
}

class Groups {
  readonly #members = new Map<string, Set<string>>()
  add = (group: string): void => void this.#members.set(group, this.#members.get(group) ?? new Set())
  delete = (group: string): void => void this.#members.delete(group)
  join(group: string, member: string): void {
    this.add(group)
    this.#members.get(group)!.add(member)
  }
  leave = (group: string, member: string): void => void this.#members.get(group)?.delete(member)
  seen = (): Record<string, string[]> =>
    Object.fromEntries([...this.#members].map(([group, members]) => [group, [...members].sort()]))
}

/** What is there as events tell it to who knows nothing but the networks that are there from the start. */
async function told(engine: Chain): Promise<Seen> {
  const until = String(Date.now() / 1000 + 0.002)
  const reply = await engine.run({ operation: 'SystemEvents', query: { since: '0', until } })
  const containers = new Map<string, { name: string; running: boolean }>()
  const [onNetworks, ofVolumes] = [new Groups(), new Groups()]
  for (const name of ['bridge', 'host', 'none']) onNetworks.add(name)
  for await (const { Action = '', Actor, Type } of reply.messages()) {
    const { ID: id = '', Attributes: { name = '', container = '' } = {} } = Actor ?? {}
    if (Action === 'prune') continue
    if (Type === 'container') {
      const { running } = containers.get(id) ?? { running: false }
      if (Action === 'destroy') containers.delete(id)
      else containers.set(id, { name, running: Action === 'start' || (running && Action !== 'die') })
    }
    const [groups, group] = Type === 'network' ? [onNetworks, name] : [ofVolumes, id]
    if (Type === 'container') continue
    if (Action === 'create') groups.add(group)
    if (Action === 'destroy') groups.delete(group)
    if (Action === 'connect' || Action === 'mount') groups.join(group, container)
    if (Action === 'disconnect' || Action === 'unmount') groups.leave(group, container)
  }
  const named = [...containers.values()].map(({ name, running }) => [name, running] as const)
  return { containers: Object.fromEntries(named), networks: onNetworks.seen(), volumes: ofVolumes.seen() }
}

/** What is there as lists and inspects have it. */
async function listed(engine: Chain): Promise<Seen> {
  const list = await (await engine.run({ operation: 'ContainerList', query: { all: true } })).json()
  const running = list.filter(({ State }) => State === 'running')
  const onNetworks: [string, string[]][] = []
  for (const { Name = '' } of await (await engine.run({ operation: 'NetworkList' })).json()) {
    const network = await (await engine.run({ operation: 'NetworkInspect', path: { id: Name } })).json()
    onNetworks.push([Name, Object.keys(network.Containers ?? {}).sort()])
    // Who is on a network by its inspect is so by their own.
    const members = running.filter(({ NetworkSettings }) => NetworkSettings?.Networks?.[Name]?.EndpointID)
    expect(members.map(({ Id }) => Id).sort()).to.deep.equal(onNetworks.at(-1)![1])
  }
  const { Volumes } = await (await engine.run({ operation: 'VolumeList' })).json()
  const users = (name: string): string[] =>
    running.filter(({ Mounts }) => Mounts?.some(({ Name }) => Name === name)).map(({ Id }) => Id!)
  return {
    containers: Object.fromEntries(list.map(({ Names, State }) => [Names![0]!.slice(1), State === 'running'])),
    networks: Object.fromEntries(onNetworks),
    volumes: Object.fromEntries(Volumes!.map(({ Name }) => [Name, users(Name).sort()])),
  }
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
      { numRuns: 150 },
    )
  })
})
