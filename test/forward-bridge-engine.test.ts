import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { install as forward } from 'libswarm-backend-forward'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { answers } from './support/bridge/answers.js'
import { commands, read, steady } from './support/bridge/commands.js'
import { furnish } from './support/bridge/furnish.js'
import { requests } from './support/bridge/requests.js'
import type { Ask, Asking } from './support/bridge/shown.js'
import { docker, dockerMissing } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { findProgram } from './support/processes.js'
import { tableBehind } from './support/tables.js'

const page = new URL('../docs/api-versions.md', import.meta.url)
const shown = [...requests, ...answers]

/** What the engine does not do, whatever it is asked in. */
const notShown = [
  // It takes the field, and changes nothing.
  '1.52 ContainerUpdate',
]

const minor = (version: string): number => Number(version.slice(2))
const previous = (version: string): string => `1.${minor(version) - 1}`

/** Why the engine here is none that the table is of; undefined when it is. */
function releaseMissing(): string | undefined {
  const said = execFileSync(findProgram('dockerd')!, ['--version'], { encoding: 'utf8' })
  const [, release = ''] = /version (\d+\.\d+)/.exec(said) ?? []
  return release === '20.10' ? undefined : `dockerd is of release ${release}, not 20.10`
}

/**
 * The one direction that this engine has. It begins at 1.12, long before the oldest client that is bridged, and an engine
 * can be told to begin later (`DOCKER_MIN_API_VERSION`) from release 25 on only.
 */
const missing = engineMissing() ?? releaseMissing()
describeNeeding(missing, 'forward --bridge before a real engine that is too old for its clients', function () {
  this.timeout(120_000)
  let engine: TestEngine
  let bridged: TestDaemon
  let newest: string

  before(async () => {
    engine = await startEngine()
    await furnish(engine)
    const options = { address: engine.address, bridge: true }
    bridged = await startTestDaemon({ backends: [{ name: 'forward', install: forward, options }] })
    newest = String((await call(bridged, 'GET /_ping')).headers['api-version'])
  })
  after(async () => {
    if (engine !== undefined) await direct()('DELETE /containers/one?force=1')
    await bridged?.close()
    await engine?.close()
  })

  const versioned = (target: Parameters<typeof call>[0], version: string): Ask => {
    const prefix = version === '' ? '' : `/v${version}`
    return (line, body) => call(target, line.replace(' ', ` ${prefix}`), { body })
  }
  const direct = (version = newest) => versioned({ socketPath: engine.socketPath, port: undefined }, version)
  const asking = (client: string): Asking => ({
    client: versioned(bridged, client),
    engine: direct(),
    address: engine.address,
  })

  for (const { since, operations, look, missing: part, ...seen } of shown) {
    describeNeeding(part, `converts ${operations} at ${since}`, () => {
      it(`for a client of ${previous(since)}, ${JSON.stringify(seen.before)}`, async () => {
        expect(await look(asking(previous(since)))).to.deep.equal(seen.before)
      })
      it(`for a client of ${since}, ${JSON.stringify(seen.from)}`, async () => {
        expect(await look(asking(since))).to.deep.equal(seen.from)
      })
    })
  }

  it('has shown each step that there is for newer clients', async () => {
    const table = tableBehind(await readFile(page, 'utf8'), '## What is converted')
    const steps = table.flatMap(([since = '', operations, , , newer]) =>
      newer !== '' && minor(since) > minor(newest) ? [`${since} ${operations}`] : [],
    )
    const looked = [...shown.map(({ since, operations }) => `${since} ${operations}`), ...notShown]
    expect(new Set(steps)).to.deep.equal(new Set(looked))
  })

  for (const client of ['1.42', '1.47', '1.50', '1.56', '1.99']) {
    it(`answers a client of ${client} in the version of the engine, whatever it asks for`, async () => {
      const made = await call(bridged, `POST /v${client}/containers/create?name=two`, {
        body: { Image: 'busybox', Cmd: ['true'], HostConfig: { NetworkMode: 'none' } },
      })
      expect(made.status, made.text).to.equal(201)
      for (const path of read) {
        const { status, headers } = await call(bridged, `GET /v${client}${path}`)
        expect([status, headers['api-version']], path).to.deep.equal([200, newest])
      }
      expect((await call(bridged, `DELETE /v${client}/containers/two`)).status).to.equal(204)
    })
  }

  it('leaves a call in the range, and one without a version, as it is', async () => {
    for (const version of ['', '1.24', '1.30', newest]) {
      for (const path of steady) {
        const [own, other] = [await versioned(bridged, version)(`GET ${path}`), await direct(version)(`GET ${path}`)]
        expect([own.status, own.text], `${version} ${path}`).to.deep.equal([other.status, other.text])
      }
    }
  })

  describeLong(dockerMissing(), 'for a docker that speaks 1.50', () => {
    const env = { DOCKER_API_VERSION: '1.50' }

    it('which the engine refuses without the bridge', async () => {
      const { code, stderr } = await docker(engine.address, ['ps'], { env })
      expect([code, stderr]).to.satisfy(
        ([status, text]: [number, string]) => status === 1 && text.includes('client version 1.50 is too new'),
        stderr,
      )
    })

    for (const [line, said] of commands) {
      it(`docker ${line}`, async () => {
        const { code, stdout, stderr } = await docker(bridged.address, line.split(' '), { env, input: 'input\n' })
        expect(code, stderr).to.equal(0)
        expect(stdout).to.match(said)
      })
    }

    it('docker exec, with the exit code', async () => {
      const { code } = await docker(bridged.address, ['exec', 'one', 'sh', '-c', 'exit 3'], { env })
      expect(code).to.equal(3)
    })

    it('docker volume prune, which it refuses, and with --all does', async () => {
      await direct()('POST /volumes/create', { Name: 'named' })
      const refused = await docker(bridged.address, ['volume', 'prune', '--force'], { env })
      expect(refused.code).to.equal(1)
      expect(refused.stderr).to.include('it would prune those with a name too')
      const pruned = await docker(bridged.address, ['volume', 'prune', '--force', '--filter', 'all=true'], { env })
      expect([pruned.code, /^named$/m.test(pruned.stdout)], pruned.stderr).to.deep.equal([0, true])
    })
  })
})
