import { join } from 'node:path'
import { composeMissing } from './support/compose/compose.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { findProgram } from './support/processes.js'
import { ownGroup, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import type { Checks } from './support/testcontainers/checks.js'
import { runChecks, type Outcome } from './support/testcontainers/run.js'
import { everywhere, withCompose, withRegistry } from './support/testcontainers/tables.js'

type Tables = Readonly<Record<string, Checks>>
type Run = (about: readonly string[]) => Promise<ReadonlyMap<string, Outcome>>

describe('Testcontainers on the simulator', function () {
  this.timeout(240_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd

  before(async () => {
    folder = await temporaryFolder()
    const backend = 'simulator --image busybox:latest --deny denied/*'
    const words = ['--backend', backend, ...ownGroup, `unix://${join(folder.path, 's')}`, 'tcp://127.0.0.1:0']
    swarmd = await startSwarmd(words)
  })

  after(async () => {
    await swarmd?.stop()
    await folder?.remove()
  })

  const atSocket: Run = (about) => runChecks(about, { DOCKER_HOST: `unix://${join(folder.path, 's')}` })
  const onTcp: Run = (about) => {
    const [, port] = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr()) ?? []
    return runChecks(about, { DOCKER_HOST: `tcp://127.0.0.1:${port}` })
  }

  describe('at a Unix socket', () => hold({ ...everywhere, ...withRegistry }, atSocket))
  describeNeeding(composeMissing(), 'at a Unix socket, with docker-compose', () => hold(withCompose, atSocket))
  describeLong(undefined, 'on TCP', () => hold({ ...everywhere, ...withRegistry }, onTcp))
  describeLong(composeMissing(), 'on TCP, with docker-compose', () => hold(withCompose, onTcp))
})

const namespaceMissing = findProgram('nsenter') === undefined ? 'nsenter not installed' : undefined

describeLong(engineMissing() ?? namespaceMissing, 'Testcontainers on a real engine', function () {
  this.timeout(240_000)
  let engine: TestEngine

  before(async () => {
    engine = await startEngine({ bridge: true })
  })

  after(() => engine?.close())

  // The ports that it publishes are in its own network namespace.
  const run: Run = (about) => {
    return runChecks(about, { DOCKER_HOST: engine.address }, ['nsenter', `--net=/proc/${engine.pid}/ns/net`])
  }

  hold(everywhere, run)
  describeNeeding(composeMissing(), 'with docker-compose', () => hold(withCompose, run))
})

/** Each check is a test. */
function hold(tables: Tables, run: Run): void {
  let outcomes: ReadonlyMap<string, Outcome>

  before(async () => {
    outcomes = await run(Object.keys(tables))
  })

  for (const [about, checks] of Object.entries(tables)) {
    describe(about, () => {
      for (const title of Object.keys(checks)) {
        it(title, () => {
          const outcome = outcomes.get(title)
          if (outcome === undefined) throw new Error('it was not run to its end')
          if (outcome.failure !== undefined) throw new Error(outcome.failure)
        })
      }
    })
  }
}
