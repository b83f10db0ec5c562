import { expect } from 'chai'
import { startTestDaemon } from 'libswarm-core/testing'
import { dockerMissing } from './support/docker.js'
import { startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { clearEngine } from './support/recorded/clear-engine.js'
import { differences } from './support/recorded/differences.js'
import { commandFixture, hasFixture, readFixture, type CommandFixture } from './support/recorded/fixture.js'
import { runSteps } from './support/recorded/run-steps.js'
import { simulator } from './support/recorded/simulator.js'
import type { Group, Recorded } from './support/recorded/step.js'
import { dockerRelease, engineDiffers } from './support/recorded/versions.js'
import { groups } from './support/simulator-commands/index.js'

const name = dockerMissing() === undefined ? commandFixture(await dockerRelease()) : undefined
const missing = dockerMissing() ?? (hasFixture(name!) ? undefined : `${name} not recorded: npm run record`)
const fixture = missing === undefined ? await readFixture<CommandFixture>(name!) : undefined

describeNeeding(missing, 'docker commands against the simulator', function () {
  this.timeout(120_000)

  for (const group of groups) {
    compare(group, differences, async ({ steps }) => {
      const daemon = await startTestDaemon({ backends: [simulator(fixture!.versions.api)] })
      try {
        return await runSteps(daemon.address, steps)
      } finally {
        await daemon.close()
      }
    })
  }
})

describeLong(
  missing ?? engineDiffers(fixture!.versions.engine),
  'the same docker commands against a real engine',
  function () {
    this.timeout(240_000)
    let engine: TestEngine

    before(async () => {
      engine = await startEngine({ bridge: true })
    })

    after(() => engine?.close())

    for (const group of groups) {
      compare(group, {}, async ({ steps }) => {
        const results = await runSteps(engine.address, steps)
        await clearEngine(engine.address)
        return results
      })
    }
  },
)

/** Each command of a group is a test: it answers what was recorded, or differs as it is known to. */
function compare(
  group: Group,
  known: Readonly<Record<string, string>>,
  run: (group: Group) => Promise<readonly Recorded[]>,
): void {
  describe(group.title, () => {
    let results: readonly Recorded[]

    before(async () => {
      results = await run(group)
    })

    group.steps.forEach(({ command }, index) => {
      const difference = known[command]
      const title = `docker ${command}`
      it(difference === undefined ? title : `${title} (differs: ${difference})`, () => {
        const expected = fixture!.groups[group.title]?.[index]
        if (difference === undefined) expect(results[index]).to.deep.equal(expected)
        else expect(results[index]).not.to.deep.equal(expected)
      })
    })
  })
}
