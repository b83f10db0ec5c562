import { expect } from 'chai'
import type { Faults } from 'libswarm-core/testing'
import { dockerMissing } from './support/docker.js'
import { describeLong } from './support/needs.js'
import { digestOf } from './support/pool/digest.js'
import { poolMissing, startEngines } from './support/pool/engines.js'
import { expectAnswer, placeOf, type Place } from './support/pool/load/ask.js'
import { startEndpoint } from './support/pool/matrix/endpoint.js'
import { startProxies } from './support/pool/proxies.js'
import { startSimulators } from './support/pool/simulators.js'
import { tarHead } from './support/tar.js'

const patience = 60_000
const downloads = {
  cp: 'GET /containers/talks/archive?path=/data',
  logs: 'GET /containers/talks/logs?stdout=1&stderr=1',
  export: 'GET /containers/talks/export',
  save: 'GET /images/busybox/get',
}

/** Two containers: one that has said much, and has it in a file, and one that files are put into. */
async function furnish(engine: Place): Promise<void> {
  const make = async (name: string, Cmd: readonly string[]) => {
    const body = { Image: 'busybox', Cmd }
    await expectAnswer(engine, `POST /containers/create?name=${name}`, { patience, status: 201, body })
  }
  await make('talks', ['sh', '-c', 'seq 1 40000 > /data; cat /data'])
  await expectAnswer(engine, 'POST /containers/talks/start', { patience, status: 204 })
  await expectAnswer(engine, 'POST /containers/talks/wait', { patience, status: 200 })
  for (const name of ['told', 'told-directly']) await make(name, ['true'])
}

/** Compares what passes the pool with what passes it not, while the way behind it is slow. */
async function expectSame(pool: Place, engine: Place, names: readonly (keyof typeof downloads)[]): Promise<void> {
  for (const name of names) {
    const [slow, quick] = [await digestOf(pool, downloads[name]), await digestOf(engine, downloads[name])]
    expect(slow, name).to.deep.equal(quick)
    expect([slow.status, slow.bytes > 200_000], name).to.deep.equal([200, true])
  }
  const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index) % 251))
  const end = Buffer.alloc(1024 + 512 - (content.length % 512))
  const tar = Buffer.concat([Buffer.from(tarHead('told', content.length), 'latin1'), content, end])
  for (const [place, container] of [
    [pool, 'told'],
    [engine, 'told-directly'],
  ] as const)
    expect((await digestOf(place, `PUT /containers/${container}/archive?path=/`, tar)).status).to.equal(200)
  const read = (container: string) => digestOf(engine, `GET /containers/${container}/archive?path=/told`)
  const [told, directly] = [await read('told'), await read('told-directly')]
  expect(told).to.deep.equal(directly)
  expect(told.bytes).to.be.above(content.length)
}

const ways: Readonly<Record<string, Faults>> = {
  'so many bytes a second': { toServer: { rate: 300_000 }, toClient: { rate: 300_000 } },
  'some bytes at a time': {
    toServer: { slice: { bytes: 499, every: 1 } },
    toClient: { slice: { bytes: 499, every: 1 } },
  },
  'byte by byte in heads and heads of frames': { toClient: { slice: { bytes: 7, every: 0 } } },
}

describeLong(undefined, 'aggregate: A9: what passes a way of', function () {
  this.timeout(120_000)
  for (const [what, faults] of Object.entries(ways)) {
    it(`${what} is the same bytes`, async () => {
      await using engines = await startSimulators(2, { together: 2 })
      await using proxies = await startProxies(engines.engines)
      const engine = placeOf(engines.engines[1]!.address)
      await furnish(engine)
      const [one, two] = proxies.proxies.map(({ address }) => address)
      await using pool = await startEndpoint({ one: one!, two: two! }, undefined)
      await proxies.proxies[1]!.set(faults)
      proxies.proxies[1]!.breakOff('reset')
      await expectSame(placeOf(pool.address), engine, ['cp', 'logs', 'export'])
    })
  }
})

describeLong(poolMissing() ?? dockerMissing(), 'aggregate: A9: what passes a link of 8 Mbit a second', function () {
  this.timeout(120_000)
  it('of a real engine is the same bytes', async () => {
    await using engines = await startEngines(1)
    const [real] = engines.engines
    const engine = placeOf(`unix://${real!.socketPath}`)
    await furnish(engine)
    await using pool = await startEndpoint({ real: real!.address }, undefined)
    await real!.link.limit('8mbit')
    await expectSame(placeOf(pool.address), engine, ['cp', 'logs', 'export', 'save'])
    await real!.link.limit(undefined)
  })
})
