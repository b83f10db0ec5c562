import { expect } from 'chai'
import { startTestDaemon } from 'libswarm-core/testing'
import { composeMissing, composeVersion } from './support/compose/compose.js'
import { composeFixture, type ComposeFixture } from './support/compose/record-compose.js'
import { runScenario, type Scenario } from './support/compose/run-scenario.js'
import { scenarios } from './support/compose/scenarios.js'
import { startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding, whole } from './support/needs.js'
import { clearEngine } from './support/recorded/clear-engine.js'
import { readFixture } from './support/recorded/fixture.js'
import { simulator } from './support/recorded/simulator.js'
import type { Recorded } from './support/recorded/step.js'
import { engineDiffers, release } from './support/recorded/versions.js'

const fixture = await readFixture<ComposeFixture>(composeFixture)
const missing = composeMissing() ?? otherVersion()

/** Each command costs a start of docker-compose: one scenario that shows much with few of them is the sample. */
const sample = scenarios.find(({ title }) => title === 'what is changed')!
const others = scenarios.filter((scenario) => scenario !== sample)

describeNeeding(missing, 'docker-compose on the simulator', () => simulate(sample))

describeLong(missing, 'docker-compose on the simulator, further', () => others.forEach(simulate))

describeLong(missing ?? engineDiffers(fixture.versions.engine), 'docker-compose on a real engine', function () {
  let engine: TestEngine

  before(async () => {
    engine = await startEngine({ bridge: true })
  })

  after(() => engine?.close())

  // An engine of the recorded release does what it did: one shows whether what is around it has changed.
  for (const scenario of whole ? scenarios : [sample]) {
    compare(scenario, async () => {
      const results = await runScenario(engine.address, scenario)
      await clearEngine(engine.address)
      return results
    })
  }
})

function simulate(scenario: Scenario): void {
  compare(scenario, async () => {
    const daemon = await startTestDaemon({ backends: [simulator(fixture.versions.api)] })
    try {
      return await runScenario(daemon.address, scenario)
    } finally {
      await daemon.close()
    }
  })
}

function otherVersion(): string | undefined {
  if (release(composeVersion()) === release(fixture.client)) return undefined
  return `recorded with docker-compose ${fixture.client}, this is ${composeVersion()}: npm run record -- compose`
}

/** Each command is a test: it says what it said on the engine that was recorded. */
function compare({ title, steps }: Scenario, go: () => Promise<readonly Recorded[]>): void {
  describe(title, function () {
    this.timeout(300_000)
    let results: readonly Recorded[]

    before(async () => {
      results = await go()
    })

    steps.forEach(({ command }, index) => {
      it(`docker-compose ${command}`, () => {
        expect(results[index]).to.deep.equal(fixture.scenarios[title]?.[index])
      })
    })
  })
}
