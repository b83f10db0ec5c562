import { join } from 'node:path'
import { expect } from 'chai'
import { call, type Answered } from 'libswarm-core/testing'
import { dockerMissing } from './support/docker.js'
import { describeLong } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import type { PooledEngine } from './support/pool/pooled-engine.js'
import { breakOffEvery, startProxies } from './support/pool/proxies.js'
import { startSimulators } from './support/pool/simulators.js'
import { compareHeard, startWitness } from './support/pool/witness.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder } from './support/swarmd.js'

interface Pooled extends AsyncDisposable {
  readonly address: string
  call(line: string, body?: object): Promise<Answered>
}

/** A pool of engines, in a process of its own. */
async function startPool(addresses: readonly string[]): Promise<Pooled> {
  const folder = await temporaryFolder()
  const children = addresses.map((address, index) => `n${index + 1}='forward ${address}'`)
  const swarmd = await startSwarmd(['--backend', `aggregate ${children.join(' ')}`, 'unix://p.sock'], {
    cwd: folder.path,
  })
  const socketPath = join(folder.path, 'p.sock')
  return {
    address: `unix://${socketPath}`,
    call: (line, body) => call({ socketPath, port: undefined }, line, body === undefined ? {} : { body }),
    [Symbol.asyncDispose]: async () => {
      await swarmd.stop()
      await folder.remove()
    },
  }
}

const watched = { Image: 'busybox', Cmd: ['sleep', '1000'], Labels: { watched: 'yes' } }

describeLong(undefined, 'the events of a pool whose streams are cut every 2 s', function () {
  this.timeout(120_000)

  it('are told once each, of 1,000 starts and ends, in the order of each container', async () => {
    await using engines = await startSimulators(3)
    await using proxies = await startProxies(engines.engines)
    await using pool = await startPool(proxies.proxies.map(({ address }) => address))
    await using witness = await startWitness(pool.address, 'watched=yes')
    const happened = new Map<string, string[]>()
    const ids: { readonly id: string; readonly socketPath: string }[] = []
    for (const { socketPath } of engines.engines) {
      const { Id } = (await call({ socketPath, port: undefined }, 'POST /containers/create', { body: watched })).json<{
        readonly Id: string
      }>()
      happened.set(Id, ['create'])
      ids.push({ id: Id, socketPath })
    }
    const cutting = proxies.proxies.map((proxy) => breakOffEvery(proxy, 2000))
    for (let count = 0; count < 1000; count++) {
      const { id, socketPath } = ids[count % ids.length]!
      for (const action of ['start', 'kill'] as const) {
        const { status } = await call({ socketPath, port: undefined }, `POST /containers/${id}/${action}`)
        expect(status).to.equal(204)
      }
      happened.get(id)!.push('start', 'kill', 'die')
      // An engine remembers 256 events, and a stream is closed for a second.
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await Promise.all(cutting.map((one) => one.end()))
    await witness.hears(3003, 30_000)
    expect(compareHeard(witness.heard, happened)).to.deep.equal({ missing: 0, doubled: 0, disordered: [] })
    const list = (await pool.call('GET /containers/json?all=1')).json<{ Id: string; State: string }[]>()
    for (const { id } of ids) expect(list.find(({ Id }) => Id === id)?.State).to.equal('exited')
  })
})

describeLong(
  poolMissing() ?? dockerMissing(),
  'the events of a real engine that is killed and starts again',
  function () {
    this.timeout(120_000)
    let engines: Engines<PooledEngine>
    before(async () => {
      engines = await startEngines(1)
    })
    after(() => engines?.close())

    it('are told before and after, and what nobody saw is found out', async () => {
      const [engine] = engines.engines as [PooledEngine]
      await using pool = await startPool([engine.address])
      await using witness = await startWitness(pool.address, 'watched=yes')
      const direct = (line: string, body?: object) =>
        call({ socketPath: engine.socketPath, port: undefined }, line, body === undefined ? {} : { body })
      const { Id } = (await pool.call('POST /containers/create?name=web', watched)).json<{ readonly Id: string }>()
      await pool.call(`POST /containers/${Id}/start`)
      await witness.hears(2, 10_000)
      await engine.kill()
      await engine.start()
      await direct(`DELETE /containers/${Id}?force=1`)
      const words = () => witness.heard.filter(({ container }) => container === Id).map(({ action }) => action)
      await until('the end of the container is heard', () => words().includes('destroy'), 60_000)
      const count = (action: string) => words().filter((one) => one === action).length
      expect([count('create'), count('start'), count('destroy')]).to.deep.equal([1, 1, 1])
      expect(words().indexOf('destroy')).to.equal(words().length - 1)
    })
  },
)
