import { expect } from 'chai'
import { startTestDaemon } from 'libswarm-core/testing'
import { dockerMissing } from './support/docker.js'
import { startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding, whole } from './support/needs.js'
import { clearEngine } from './support/recorded/clear-engine.js'
import { differences } from './support/recorded/differences.js'
import { commandFixture, hasFixture, readFixture, type CommandFixture } from './support/recorded/fixture.js'
import { runSteps } from './support/recorded/run-steps.js'
import { simulator } from './support/recorded/simulator.js'
import { typed, type Group, type Recorded } from './support/recorded/step.js'
import { dockerRelease, engineDiffers } from './support/recorded/versions.js'
import { groups } from './support/simulator-commands/index.js'

const name = dockerMissing() === undefined ? commandFixture(await dockerRelease()) : undefined
const missing = dockerMissing() ?? (hasFixture(name!) ? undefined : `${name} not recorded: npm run record`)
const fixture = missing === undefined ? await readFixture<CommandFixture>(name!) : undefined

const quick = groups.filter(({ long }) => long !== true)
const slow = groups.filter(({ long }) => long === true)

describeNeeding(missing, 'docker commands against the simulator', function () {
  this.timeout(240_000)
  compareSimulator(quick)
})

describeLong(missing, 'further docker commands against the simulator', function () {
  this.timeout(240_000)
  compareSimulator(slow)
})

/** Each group has a simulator of its own; some of them run at once. */
function compareSimulator(compared: readonly Group[]): void {
  const limited = atMost(3)
  let runs: ReadonlyMap<string, Promise<readonly Recorded[]>>

  before(() => {
    runs = new Map(compared.map((group) => [group.title, limited(() => runSimulated(group))]))
    // Each is waited for in its turn.
    for (const one of runs.values()) one.catch(() => undefined)
  })

  for (const group of compared) compare(group, differences, ({ title }) => runs.get(title)!)
}

async function runSimulated({ steps }: Group): Promise<readonly Recorded[]> {
  const daemon = await startTestDaemon({ backends: [simulator(fixture!.versions.api)] })
  try {
    return await runSteps(daemon.address, steps)
  } finally {
    await daemon.close()
  }
}

/** Has no more than so many go on at once. */
function atMost(limit: number): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = limit
  return async (act) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await act()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

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

    // An engine of the recorded release does what it did: some show whether what is around it has changed.
    for (const group of whole ? groups : quick) {
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

    group.steps.forEach((step, index) => {
      const difference = known[step.command]
      const title = typed(step)
      it(difference === undefined ? title : `${title} (differs: ${difference})`, () => {
        const expected = fixture!.groups[group.title]?.[index]
        if (difference === undefined) expect(results[index]).to.deep.equal(expected)
        else expect(results[index]).not.to.deep.equal(expected)
      })
    })
  })
}
