import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startEndpoint } from './support/pool/matrix/endpoint.js'
import { breakOffEvery, startProxies } from './support/pool/proxies.js'
import { startSimulators } from './support/pool/simulators.js'
import { compareHeard, startWitness } from './support/pool/witness.js'

interface Listed {
  readonly Created: number
}

const hour = 3_600_000
const watched = { Image: 'busybox', Cmd: ['sleep', '1000'], Labels: { watched: 'yes' } }

describe('aggregate: A11: a pool of engines whose clocks are hours and days off', function () {
  this.timeout(60_000)

  it('loses no event and tells none twice while the streams are cut, tells the moments by its own, and warns', async () => {
    await using pool = await startSimulators(3, { spec: (index) => ({ ahead: [0, hour, -25 * hour][index]! }) })
    await using proxies = await startProxies(pool.engines)
    const children = Object.fromEntries(proxies.proxies.map(({ address }, index) => [`n${index}`, address]))
    await using endpoint = await startEndpoint(children, undefined)
    const at = { socketPath: endpoint.socketPath, port: undefined }
    await using witness = await startWitness(endpoint.address, 'watched=yes')
    const happened = new Map<string, string[]>()
    for (const { socketPath } of pool.engines) {
      const created = await call({ socketPath, port: undefined }, 'POST /containers/create', { body: watched })
      happened.set(created.json<{ Id: string }>().Id, ['create'])
    }
    const cutting = proxies.proxies.map((proxy) => breakOffEvery(proxy, 700))
    for (let round = 0; round < 40; round++) {
      for (const [index, [id, actions]] of [...happened].entries()) {
        const engine = { socketPath: pool.engines[index]!.socketPath, port: undefined }
        for (const action of ['start', 'kill'])
          expect((await call(engine, `POST /containers/${id}/${action}`)).status).to.equal(204)
        actions.push('start', 'kill', 'die')
      }
      // An engine remembers 256 events, and a stream is closed for a second.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await Promise.all(cutting.map((one) => one.end()))
    await witness.hears(3 * 121, 30_000)
    expect(compareHeard(witness.heard, happened)).to.deep.equal({ missing: 0, doubled: 0, disordered: [] })
    const list = (await call(at, 'GET /containers/json?all=1')).json<Listed[]>()
    expect(list).to.have.length(3)
    for (const { Created } of list) expect(Created).to.be.closeTo(Date.now() / 1000, 120)
    const { Warnings } = (await call(at, 'GET /info')).json<{ Warnings: readonly string[] }>()
    expect(Warnings.join('\n'))
      .to.match(/clock of the node n1 is 3[56]\d\d s ahead/)
      .and.match(/clock of the node n2 is (89|90)\d\d\d s behind/)
      .and.not.include('node n0 ')
  })
})
