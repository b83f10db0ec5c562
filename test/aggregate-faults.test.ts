import { dockerMissing } from './support/docker.js'
import { describeLong } from './support/needs.js'
import { poolMissing, startEngines } from './support/pool/engines.js'
import { describeRows } from './support/pool/matrix/describe-rows.js'
import { quickTimes } from './support/pool/matrix/endpoint.js'
import { startSimulators } from './support/pool/simulators.js'

describe('aggregate: what becomes of a pool of simulators of which one', function () {
  this.timeout(60_000)
  describeRows({
    which: 'quick',
    isReal: false,
    start: (count) => startSimulators(count, { together: 1 }),
    times: quickTimes,
    rate: 5,
    together: 3,
  })
})

describeLong(
  poolMissing() ?? dockerMissing(),
  'aggregate: what becomes of a pool of real engines of which one',
  function () {
    this.timeout(400_000)
    describeRows({ which: 'long', isReal: true, start: (count) => startEngines(count), rate: 2, together: 3 })
  },
)
