import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect } from 'chai'
import { install as forward } from 'libswarm-backend-forward'
import { install as simulator } from 'libswarm-backend-simulator'
import { startDaemon, type BackendSpec } from 'libswarm-core'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { open } from './support/open.js'
import { until } from './support/processes.js'

/** A simulated engine of a range of API versions. */
const simulated = (api: string): BackendSpec => ({
  name: 'simulator',
  install: simulator,
  options: { api, name: ['web'], image: ['busybox:latest'], seed: 'bridge' },
  simulated: true,
})

const bridgeTo = (address: string): BackendSpec => ({
  name: 'forward',
  install: forward,
  options: { address, bridge: true },
})

/** What is made by the hour or has another form by the engine's release, and no matter of the API's version. */
const passing = /^(Created|CreatedAt|SystemTime|StartedAt|FinishedAt|LastTagTime|ServerVersion|NEventsListener|Status)$/

const stable = (text: string): unknown =>
  JSON.parse(text, (name: string, value: unknown) => (passing.test(name) ? undefined : value))

const asked = [
  ...['/containers/json?all=1', '/containers/web/json', '/images/json', '/images/busybox:latest/json'],
  ...['/networks', '/networks/bridge', '/volumes', '/volumes/kept', '/system/df', '/info', '/containers/web/top'],
]

describe('forward --bridge', function () {
  this.timeout(60_000)
  const started: TestDaemon[] = []
  const start = async (backend: BackendSpec): Promise<TestDaemon> => {
    const daemon = await startTestDaemon({ backends: [backend] })
    started.push(daemon)
    return daemon
  }
  after(async () => {
    for (const daemon of started.reverse()) await daemon.close()
  })

  const compared: readonly (readonly [range: string, clients: readonly string[]])[] = [
    ['1.44-1.56', ['1.24', '1.30', '1.40', '1.41', '1.42', '1.43']],
    ['1.53-1.56', ['1.24', '1.44', '1.45', '1.48', '1.51', '1.52']],
    ['1.24-1.41', ['1.42', '1.44', '1.48', '1.52', '1.56']],
  ]
  for (const [range, clients] of compared) {
    describe(`before an engine of API ${range}`, () => {
      let whole: TestDaemon
      let engine: TestDaemon
      let bridged: TestDaemon

      before(async () => {
        engine = await start(simulated(range))
        whole = await start(simulated('1.24-1.56'))
        bridged = await start(bridgeTo(engine.address))
        for (const daemon of [whole, bridged]) {
          const made = await call(daemon, 'POST /volumes/create', { body: { Name: 'kept' } })
          expect(made.status).to.equal(201)
        }
      })

      for (const client of clients) {
        it(`answers a client of ${client} as an engine does that speaks it`, async () => {
          for (const path of asked) {
            const line = `GET /v${client}${path}`
            const [own, other] = [await call(bridged, line), await call(whole, line)]
            expect(own.status, line).to.equal(200)
            const [mine, theirs] = [stable(own.text), stable(other.text)]
            const isNewer = range.endsWith('1.41')
            expect(known(path, client, isNewer, mine), line).to.deep.equal(known(path, client, isNewer, theirs))
          }
        })

        it(`runs the life of a container for a client of ${client}`, async () => {
          const body = { Image: 'busybox', Cmd: ['sleep', '1000'], HostConfig: { AutoRemove: client === '1.24' } }
          const made = await call(bridged, `POST /v${client}/containers/create?name=one`, { body })
          expect(made.status, made.text).to.equal(201)
          const statusOf = async (line: string) => (await call(bridged, line)).status
          expect(await statusOf(`POST /v${client}/containers/one/start`)).to.equal(204)
          expect(await statusOf(`POST /v${client}/containers/one/kill`)).to.equal(204)
          const waited = await call(bridged, `POST /v${client}/containers/one/wait`)
          expect(waited.json()).to.have.property('StatusCode', 137)
          expect(await statusOf(`DELETE /v${client}/containers/one`)).to.equal(204)
          expect(await statusOf(`POST /v${client}/containers/one/start`)).to.equal(404)
        })
      }

      it('leaves a call in the range, and one without a version, as it is', async () => {
        for (const version of ['', ...range.split('-').map((end) => `/v${end}`)]) {
          for (const path of ['/_ping', '/images/json', '/networks', '/volumes', '/containers/none/json']) {
            const line = `GET ${version}${path}`
            const [own, other] = [await call(bridged, line), await call(engine, line)]
            expect([own.status, own.text], line).to.deep.equal([other.status, other.text])
            expect(without(own.headers, 'date'), line).to.deep.equal(without(other.headers, 'date'))
          }
        }
      })

      it('says 1.24 as the oldest version, and the newest of the engine', async () => {
        const [, newest] = range.split('-')
        const version = (await call(bridged, 'GET /version')).json<Record<string, unknown>>()
        expect(version).to.include({ ApiVersion: newest, MinAPIVersion: '1.24' })
        expect((await call(bridged, 'GET /_ping')).headers['api-version']).to.equal(newest)
      })
    })
  }

  describe('before an engine that begins at 1.44', () => {
    let bridged: TestDaemon
    before(async () => {
      bridged = await start(bridgeTo((await start(simulated('1.44-1.56'))).address))
    })

    it('refuses what is older than 1.24, as an engine would', async () => {
      const { status, text } = await call(bridged, 'GET /v1.23/containers/json')
      expect(status).to.equal(400)
      expect(text).to.include('client version 1.23 is too old. Minimum supported API version is 1.24')
    })

    it('passes what the engine refuses in its words', async () => {
      const { status, text } = await call(bridged, 'GET /v1.24/containers/none/json')
      expect(status).to.equal(404)
      expect(JSON.parse(text)).to.deep.equal({ message: 'No such container: none' })
    })

    it('prunes volumes with a name for a client from before 1.42', async () => {
      await call(bridged, 'POST /volumes/create', { body: { Name: 'named' } })
      const { text } = await call(bridged, 'POST /v1.41/volumes/prune')
      expect(JSON.parse(text)).to.have.property('VolumesDeleted').that.deep.equals(['named'])
    })

    it('selects images by the query of old', async () => {
      const namesOf = async (filter: string) =>
        (await call(bridged, `GET /v1.24/images/json?filter=${filter}`)).json<{ RepoTags: string[] }[]>()
      expect((await namesOf('busybox')).map(({ RepoTags }) => RepoTags)).to.deep.equal([['busybox:latest']])
      expect(await namesOf('other')).to.deep.equal([])
    })
  })

  it('refuses to prune more than a client means, where the engine cannot tell', async () => {
    const bridged = await start(bridgeTo((await start(simulated('1.24-1.41'))).address))
    await call(bridged, 'POST /volumes/create', { body: { Name: 'named' } })
    const { status, text } = await call(bridged, 'POST /v1.44/volumes/prune')
    expect(status).to.equal(501)
    expect(text).to.include('it would prune those with a name too')
    const all = encodeURIComponent('{"all":["true"]}')
    const pruned = await call(bridged, `POST /v1.44/volumes/prune?filters=${all}`)
    expect(pruned.json()).to.have.property('VolumesDeleted').that.deep.equals(['named'])
  })

  it('converts events as they come', async () => {
    const engine = await start(simulated('1.52-1.56'))
    const bridged = await start(bridgeTo(engine.address))
    const events = await open(bridged.socketPath!, 'GET /v1.24/events')
    await call(bridged, 'POST /containers/web/pause')
    await until('the event has come', () => events.heard().includes('"status":"pause"'))
    const event = /\{.*\}/.exec(events.heard())?.[0] ?? ''
    expect(JSON.parse(event)).to.include({ status: 'pause', from: 'busybox:latest', Action: 'pause' })
    expect(event).to.match(/"timeNano":\d{16}000[,}]/)
    events.sent.destroy()
  })

  it('finds out that the engine has become another', async () => {
    const first = await startTestDaemon({ backends: [simulated('1.24-1.41')] })
    const path = first.socketPath!
    const bridged = await start(bridgeTo(`unix://${path}`))
    expect((await call(bridged, 'GET /v1.44/info')).status).to.equal(200)
    expect((await call(bridged, 'GET /v1.44/info')).headers['api-version']).to.equal('1.41')
    await first.close()
    await mkdir(dirname(path), { recursive: true })
    const second = await startDaemon({ backends: [simulated('1.44-1.56')], listen: [`unix://${path}`], grace: 0 })
    try {
      for (const version of ['1.24', '1.44', '1.24']) {
        const { status, headers } = await call(bridged, `GET /v${version}/info`)
        expect([status, headers['api-version']], version).to.deep.equal([200, '1.56'])
      }
    } finally {
      await second.close()
      await rm(dirname(path), { recursive: true, force: true })
    }
  })
})

const without = (headers: object, name: string): object =>
  Object.fromEntries(Object.entries(headers).filter(([field]) => field !== name))

// What came after an engine's version it does not tell; the others are the engine's own, whatever it is asked as.
const added = [
  ...[
    'DNSNames',
    'GwPriority',
    'Health',
    'Containerd',
    'CDISpecDirs',
    'FirewallBackend',
    'DiscoveredDevices',
    'status',
  ],
  ...['MaskedPaths', 'ReadonlyPaths'],
]

/** An answer without what a bridge cannot know, which docs/api-versions.md tells of, and what is simulated otherwise. */
function known(path: string, client: string, isNewer: boolean, answer: unknown): unknown {
  const minor = Number(client.slice(2))
  const hidden = [
    ...(path === '/info' ? ['BridgeNfIptables', 'BridgeNfIp6tables', 'KernelMemory', 'KernelMemoryTCP'] : []),
    ...(path === '/info' && minor < 25 ? ['SecurityOptions', 'ExecutionDriver'] : []),
    ...(path === '/networks' && minor < 28 ? ['Containers'] : []),
    ...(path === '/system/df' ? ['SizeRw', ...(minor < 42 || isNewer ? ['BuildCache'] : [])] : []),
    ...(isNewer ? added : []),
  ]
  return JSON.parse(JSON.stringify(answer), (name, value: unknown) => (hidden.includes(name) ? undefined : value))
}

describeNeeding(dockerMissing(), 'docker before an engine that it is too old for', function () {
  this.timeout(60_000)
  let engine: TestDaemon
  let bridged: TestDaemon
  before(async () => {
    engine = await startTestDaemon({ backends: [simulated('1.44-1.56')] })
    bridged = await startTestDaemon({ backends: [bridgeTo(engine.address)] })
  })
  after(async () => {
    await bridged.close()
    await engine.close()
  })
  const old = (...args: string[]) => docker(bridged.address, args, { env: { DOCKER_API_VERSION: '1.24' } })

  it('is refused without the bridge', async () => {
    const { stderr } = await docker(engine.address, ['ps'], { env: { DOCKER_API_VERSION: '1.24' } })
    expect(stderr).to.include('client version 1.24 is too old')
  })

  const commands: readonly (readonly [line: string, said: RegExp])[] = [
    ['ps', / busybox:latest .* web\n/],
    ['images', /^busybox +latest /m],
    ['network ls', /^\w{12} +bridge +bridge +local$/m],
    ['volume ls', /^DRIVER +VOLUME NAME$/m],
    ['info', /^ Containers: 1$/m],
    ['version', /API version: +1\.56 \(minimum version 1\.24\)/],
    ['inspect web', /"IPAddress": "172\./],
    ['image inspect busybox', /"VirtualSize": \d+/],
    ['run --rm busybox echo hello', /^hello\n$/],
    ['exec web echo hello', /^hello\n$/],
    ['logs web', /^$/],
    ['rm --force web', /^web\n$/],
  ]
  for (const [line, said] of commands) {
    it(`serves docker ${line}`, async () => {
      const { code, stdout, stderr } = await old(...line.split(' '))
      expect(code, stderr).to.equal(0)
      expect(stdout).to.match(said)
    })
  }

  it('serves docker events, what has happened among them', async () => {
    const events = ['events', '--since', '2020-01-01', '--until', '0s']
    const isThere = async () => / container start \w{64} \(.*image=busybox/.test((await old(...events)).stdout)
    // Until is in whole seconds.
    await until('the start of a container is told', isThere)
  })
})
