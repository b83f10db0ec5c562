import { expect } from 'chai'
import { swarmError } from 'libswarm-core'
import { portsAsked } from '../dist/containers/port-filter.js'
import { Execs, type Exec } from '../dist/execs/execs.js'
import { compilePattern } from '../dist/images/name-pattern.js'
import { requireReference } from '../dist/images/reference.js'
import { platforms } from '../dist/images/platform.js'
import { Registry, type Listing } from '../dist/images/registry.js'
import { HostPorts, type WantedPort } from '../dist/networks/host-ports.js'
import { ManualClock } from './manual-clock.js'
import { run } from './seams.js'
import { newState } from './state.js'

// A bound for what takes minutes, or all of the memory, where it is done naively: far from both.
const bound = 2000
const within = (act: () => void): void => {
  const start = performance.now()
  act()
  expect(performance.now() - start).to.be.below(bound)
}

describe('a client that asks too much', () => {
  it('filters by thousands of ranges of ports', () =>
    within(() => {
      const isAsked = portsAsked(Array.from({ length: 2000 }, (_, first) => `${first + 100}-65535`))
      expect(['80/tcp', '70000/tcp', '443/tcp', '443/udp', '/tcp'].filter(isAsked)).to.deep.equal(['443/tcp'])
    }))

  it('filters images by a pattern of thousands of stars', () =>
    within(() => {
      const [long, short] = [compilePattern('*a**'.repeat(8000), swarmError), compilePattern('**a*', swarmError)]
      const name = 'a'.repeat(400)
      for (let image = 0; image < 1000; image++) expect([long(name), short(name)]).to.deep.equal([false, true])
      expect([compilePattern('**', swarmError)(''), short('b'), short('bab')]).to.deep.equal([true, false, true])
    }))

  it('wants thousands of ports of the host, each from the same range', () =>
    within(() => {
      const ports = new HostPorts()
      const wanted = Array.from({ length: 20_000 }, (_, at): WantedPort => {
        return { port: `${at}/tcp`, protocol: 'tcp', ip: '', from: 1, to: 65535 }
      })
      expect(ports.claim('web', wanted, swarmError).at(-1)!.hostPort).to.equal(20_000)
      const all = { ...wanted[0]!, to: 20_001 }
      expect(() => ports.claim('db', [all, all], swarmError)).to.throw('all ports are allocated')
      expect(ports.claim('db', [all], swarmError)).to.have.length(2)
    }))

  it('publishes all ports, where one is called as what every object has', () => {
    const ExposedPorts = Object.fromEntries(['constructor', '__proto__', '80/tcp'].map((port) => [port, {}]))
    const HostConfig = { PublishAllPorts: true, PortBindings: { '80/tcp': [{ HostPort: '8080' }] } }
    const { ports } = run(newState(), 'web', { ExposedPorts, HostConfig })
    expect(ports['80/tcp']).to.deep.equal([
      { HostIp: '0.0.0.0', HostPort: '8080' },
      { HostIp: '::', HostPort: '8080' },
    ])
  })

  it('asks registries for one digest after the other', () => {
    const registry = new Registry()
    const listing = (tag: number) => registry.listing(requireReference(`web:${tag}`, swarmError))
    const pinned = requireReference(`web@${listing(0).digest}`, swarmError)
    const idOf = ({ image }: Listing): string => image(platforms[0]).content.id
    const [first, known] = [idOf(listing(0)), idOf(registry.listing(pinned))]
    for (let tag = 1; tag <= 1000; tag++) listing(tag)
    expect([known === first, idOf(registry.listing(pinned)) === first]).to.deep.equal([true, false])
  })

  it('keeps one exec running while others come and go', async () => {
    const clock = new ManualClock()
    const execs = new Execs(clock)
    const exec = (id: string, endedAt?: number) => execs.put({ id, containerId: 'web', endedAt } as Exec)
    for (const id of ['shell', 'a', 'b']) exec(id)
    exec('b', clock.now())
    await clock.advance(200)
    exec('a', clock.now())
    await clock.advance(200)
    exec('c')
    expect(['shell', 'a', 'b', 'c'].filter((id) => execs.get(id) !== undefined)).to.deep.equal(['shell', 'a', 'c'])
  })
})
