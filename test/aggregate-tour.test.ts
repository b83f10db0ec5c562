import { describeLong, describeNeeding } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import { startEndpoint, type Endpoint } from './support/pool/matrix/endpoint.js'
import { startSimulators } from './support/pool/simulators.js'
import { describeTour, tourMissing } from './support/pool/tour/describe-tour.js'

interface Addressed {
  readonly name: string
  readonly address: string
}

describeNeeding(tourMissing(), 'aggregate: three simulators', function () {
  this.timeout(60_000)
  makeTour(() => startSimulators(3, { together: 3 }), true)
})

describeLong(poolMissing() ?? tourMissing(), 'aggregate: three real engines', function () {
  this.timeout(60_000)
  makeTour(() => startEngines(3), false)
})

function makeTour(start: () => Promise<Engines<Addressed>>, simulated: boolean): void {
  let pool: Engines<Addressed>
  let endpoint: Endpoint
  before(async () => {
    pool = await start()
    endpoint = await startEndpoint(
      Object.fromEntries(pool.engines.map(({ name, address }) => [name, address])),
      undefined,
    )
  })
  after(async () => {
    await endpoint?.[Symbol.asyncDispose]()
    await pool?.close()
  })
  describeTour('a pool', () => endpoint.address, simulated)
}
