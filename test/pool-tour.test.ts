import { describeLong } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import type { PooledEngine } from './support/pool/pooled-engine.js'
import { startSimulators, type PooledSimulator } from './support/pool/simulators.js'
import { describeTour, tourMissing } from './support/pool/tour/describe-tour.js'

describeLong(poolMissing() ?? tourMissing(), 'a real engine by itself', function () {
  this.timeout(60_000)
  let pool: Engines<PooledEngine>
  before(async () => {
    pool = await startEngines(1)
  })
  after(() => pool?.close())
  describeTour('a real engine', () => pool.engines[0]!.address)
})

describeLong(tourMissing(), 'a simulator by itself', () => {
  let pool: Engines<PooledSimulator>
  before(async () => {
    pool = await startSimulators(1)
  })
  after(() => pool?.close())
  describeTour('a simulator', () => pool.engines[0]!.address, true)
})
