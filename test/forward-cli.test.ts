import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { opensslMissing } from './support/certificates.js'
import { probes, type Probe } from './support/cli-probes.js'
import { docker, dockerEnvironment, dockerMissing, type DockerResult } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { startFrontends, ways, type Frontends, type WayIn } from './support/frontends.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { findProgram, run } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'

const missing = engineMissing() ?? dockerMissing() ?? opensslMissing()
const containers = ['idle', 'still']

// What two cores get done in the shortest time.
const abreast = 6

// Far more than any of them takes, in ms.
const longest = 20_000

describeNeeding(missing, 'docker on a real engine behind forward', function () {
  this.timeout(180_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: TestEngine
  let frontends: Frontends
  const results = new Map<string, DockerResult>()
  const asked: WayIn[] = []

  before(async () => {
    folder = await temporaryFolder()
    engine = await startEngine()
    frontends = await startFrontends(`forward ${engine.address}`, folder.path)
    for (const name of containers) {
      await docker(engine.address, ['run', '-d', '--name', name, 'busybox', 'sh', '-c', 'echo out > /out; sleep 1000'])
    }
    const through = asked.map((way) => [way, frontends.environments[way]] as const)
    const environments = [['direct', { DOCKER_HOST: engine.address }] as const, ...through]
    const left = probes.flatMap((probe) => environments.map(([way, env]) => ({ probe, way, env })))
    const lane = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        results.set(`${next.probe.title}, ${next.way}`, await runProbe(next.probe, next.env))
      }
    }
    await Promise.all(Array.from({ length: abreast }, lane))
  })
  after(async () => {
    // Else they are given ten seconds to end by themselves.
    if (engine !== undefined) await docker(engine.address, ['rm', '--force', ...containers])
    const ended = await frontends?.swarmd.stop()
    await engine?.close()
    await folder?.remove()
    expect(ended?.code).to.equal(0)
    expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
  })

  for (const way of ways) {
    // What TLS and TCP do to a stream is held by `forward-streams.test.ts` and `forward-tls.test.ts` in short.
    const describeWay = way === 'unix' ? describeNeeding : describeLong
    describeWay(undefined, `by ${way}`, () => {
      asked.push(way)
      for (const { title, says } of probes) {
        it(`${title}, as without it`, () => {
          const through = results.get(`${title}, ${way}`)!
          expect(through).to.deep.equal(results.get(`${title}, direct`))
          expect(through.code).to.equal(0)
          expect(through.stdout).to.match(says)
        })
      }
    })
  }

  let count = 0
  /** Runs one; what hangs is a result, too. */
  async function runProbe({ script }: Probe, own: Readonly<Record<string, string>>): Promise<DockerResult> {
    const cwd = await mkdtemp(join(folder.path, 'probe-'))
    const me = `probe${++count}`
    const env = { ...dockerEnvironment('', cwd), ...own, me }
    const comparable = (text: string) => text.replaceAll(me, '$me').replace(/\b([0-9a-f]{64}|[0-9a-f]{12})\b/g, '<id>')
    try {
      const { code, stdout, stderr } = await run(findProgram('sh')!, ['-c', script], { cwd, env, limit: longest })
      return { code, stdout: comparable(stdout.toString()), stderr: comparable(stderr.toString()) }
    } catch (thrown) {
      return { code: -1, stdout: '', stderr: (thrown as Error).message }
    } finally {
      await rm(cwd, { recursive: true })
    }
  }
})
