import { expect } from 'chai'
import { call, type FaultProxy } from 'libswarm-core/testing'
import { begin } from './support/exchange.js'
import { breakOffEvery, faults, flap, startProxies, type Proxies } from './support/pool/proxies.js'
import { startSimulators, type PooledSimulator } from './support/pool/simulators.js'
import type { Engines } from './support/pool/engines.js'
import { until } from './support/processes.js'

type FaultName = keyof typeof faults

describe('fault proxies in front of a pool', () => {
  let pool: Engines<PooledSimulator>
  let proxies: Proxies
  before(async () => {
    pool = await startSimulators(3, { spec: () => ({ options: { name: ['web'] } }) })
    proxies = await startProxies(pool.engines)
  })
  afterEach(() => proxies.proxies[1]!.clear())
  after(async () => {
    await proxies?.close()
    await pool?.close()
  })

  /** What comes of a list of containers: whether it is whole, or how it fails; `nothing` in time. */
  const outcome = (proxy: FaultProxy, patience = 10_000): Promise<string> => {
    const asked = call(proxy, 'GET /containers/json').then(
      ({ text }) => (isList(text) ? 'whole' : 'wrong'),
      () => 'broken',
    )
    return Promise.race([asked, new Promise<string>((resolve) => setTimeout(resolve, patience, 'nothing'))])
  }

  it('leads each to its engine', async () => {
    for (const [index, proxy] of proxies.proxies.entries()) {
      expect((await call(proxy, 'GET /info')).json<{ Name: string }>().Name).to.equal(`engine-${index + 1}`)
    }
  })

  const fates: Readonly<Record<FaultName, readonly string[]>> = {
    'half a second late': ['nothing'],
    '5 s late': ['nothing'],
    '31 s late': ['nothing'],
    refusing: ['broken'],
    'a black hole': ['nothing'],
    'reset in a body': ['broken'],
    'cut in a body': ['broken'],
    'half-closed in a body': ['broken'],
    'byte by byte': ['nothing'],
    'at 1 Mbit a second': ['whole', 'nothing'],
    'with wrong bytes': ['wrong', 'broken', 'nothing', 'whole'],
  }
  for (const [name, expected] of Object.entries(fates)) {
    it(`has one that is ${name}, and leaves the others alone`, async () => {
      const [one, two, three] = proxies.proxies as [FaultProxy, FaultProxy, FaultProxy]
      await two.set(faults[name as FaultName])
      const came = await Promise.all([outcome(one), outcome(two, 400), outcome(three)])
      expect(expected).to.include(came[1])
      expect([came[0], came[2]]).to.deep.equal(['whole', 'whole'])
      await two.clear()
      two.breakOff('reset')
      expect(await outcome(two)).to.equal('whole')
    })
  }

  it('breaks a stream off every so often, and as often as it is opened', async () => {
    const proxy = proxies.proxies[1]!
    await using breaking = breakOffEvery(proxy, 50)
    for (let round = 0; round < 3; round++) {
      await begin(proxy, 'GET /events HTTP/1.1\r\nHost: d\r\n\r\n', { open: true }).ended
    }
    expect(breaking.times()).to.be.at.least(3)
  })

  it('goes down and up, and is up in the end', async () => {
    const proxy = proxies.proxies[1]!
    const flapping = flap(proxy, 100)
    for (const expected of ['broken', 'whole', 'broken']) {
      await until(`it is ${expected}`, async () => (await outcome(proxy)) === expected)
    }
    await flapping.end()
    expect(await outcome(proxy)).to.equal('whole')
  })
})

function isList(text: string): boolean {
  try {
    return (JSON.parse(text) as { Names: string[] }[])[0]?.Names[0] === '/web'
  } catch {
    return false
  }
}
