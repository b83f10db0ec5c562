import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { describeLong } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import { startEndpoint, type Endpoint } from './support/pool/matrix/endpoint.js'
import { startSimulators } from './support/pool/simulators.js'
import { until } from './support/processes.js'

interface Addressed {
  readonly name: string
  readonly address: string
  readonly socketPath: string
}
interface Listed {
  readonly Id: string
  readonly Names: readonly string[]
}

const rounds = Array.from({ length: 10 }, (_, round) => round)

/** With a volume that nobody names, and one that somebody does. */
const body = { Image: 'busybox', Cmd: ['true'], Volumes: { '/own': {} }, HostConfig: { Binds: ['data:/data'] } }

describe('aggregate: names that two swarmds give, of simulators', function () {
  this.timeout(60_000)
  makeNames(() => startSimulators(2, { together: 2 }))
})

describeLong(poolMissing(), 'aggregate: names that two swarmds give, of real engines', function () {
  this.timeout(120_000)
  makeNames(() => startEngines(2))
})

function makeNames(start: () => Promise<Engines<Addressed>>): void {
  let pool: Engines<Addressed>
  let swarmds: Endpoint[] = []
  before(async () => {
    pool = await start()
    const children = Object.fromEntries(pool.engines.map(({ name, address }) => [name, address]))
    swarmds = [await startEndpoint(children, undefined), await startEndpoint(children, undefined)]
  })
  after(async () => {
    for (const swarmd of swarmds) await swarmd[Symbol.asyncDispose]()
    await pool?.close()
  })

  const ask = ({ socketPath }: { readonly socketPath: string }, line: string, sent?: object) =>
    call({ socketPath, port: undefined }, line, sent === undefined ? {} : { body: sent })
  const list = async (at: Addressed | Endpoint, path: string) => (await ask(at, `GET ${path}`)).text
  const create = (index: number, name: string) =>
    ask(swarmds[index]!, `POST /containers/create?name=${pool.engines[index]!.name}/${name}`, body)
  /** The names that the engines have themselves. */
  const names = async (start: string) => {
    const lists = await Promise.all(pool.engines.map((engine) => list(engine, '/containers/json?all=1')))
    const all = lists.flatMap((text) => (JSON.parse(text) as Listed[]).flatMap(({ Names }) => Names))
    return all.filter((name) => name.startsWith(start)).sort()
  }

  it('are given once of two creates at the same moment; volumes with a name stay, others go with what has lost', async () => {
    for (const round of rounds) {
      const answers = await Promise.all([create(0, `one-${round}`), create(1, `one-${round}`)])
      const texts = answers.map(({ text }) => text).join()
      expect(answers.map(({ status }) => status).sort(), texts).to.deep.equal([201, 409])
    }
    expect(await names('/one-')).to.deep.equal(rounds.map((round) => `/one-${round}`))
    const volumes = await Promise.all(pool.engines.map((engine) => list(engine, '/volumes')))
    const left = volumes.flatMap((text) => (JSON.parse(text) as { Volumes: { Name: string }[] }).Volumes)
    expect(left.filter(({ Name }) => Name === 'data')).to.have.lengthOf(2)
    expect(left.filter(({ Name }) => Name !== 'data')).to.have.lengthOf(rounds.length)
  })

  it('are given once of two renames at the same moment', async () => {
    for (const round of rounds) {
      const made = await Promise.all([0, 1].map((index) => create(index, `former-${round}-${index}`)))
      const rename = (index: number) =>
        ask(swarmds[index]!, `POST /containers/${made[index]!.json<Listed>().Id}/rename?name=to-${round}`)
      const answers = await Promise.all([rename(0), rename(1)])
      const texts = answers.map(({ text }) => text).join()
      expect(answers.map(({ status }) => status).sort(), texts).to.deep.equal([204, 409])
    }
    expect(await names('/to-')).to.deep.equal(rounds.map((round) => `/to-${round}`))
    expect(await names('/former-')).to.have.lengthOf(rounds.length)
  })

  it('can be used through the one as soon as they are free through the other', async () => {
    for (const round of rounds) {
      const [one, other] = round % 2 === 0 ? [0, 1] : [1, 0]
      const created = await create(one, 'again')
      expect([created.status, created.text]).to.deep.equal([201, created.text])
      expect((await ask(swarmds[other]!, 'DELETE /containers/again')).status).to.equal(204)
    }
  })

  it('are the same in the lists of both', async () => {
    // The mounts of a container have no order: dockerd lists them in another one each time.
    const told = async (swarmd: Endpoint) =>
      (JSON.parse(await list(swarmd, '/containers/json?all=1')) as Listed[]).map(
        ({ Id, Names }) => `${Id} ${Names.join()}`,
      )
    await until('both list the same', async () => {
      const [one, other] = await Promise.all(swarmds.map(told))
      return one!.join() === other!.join()
    })
  })
}
