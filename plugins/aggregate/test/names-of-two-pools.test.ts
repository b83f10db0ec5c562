import { expect } from 'chai'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

/** With a volume that nobody names. */
const body = { Image: 'busybox', Volumes: { '/data': {} } }

/** However busy the machine is. */
const patient = { nameWait: 20_000 }

interface Listed {
  readonly Id: string
  readonly Names: readonly string[]
}

describe('aggregate: names that two pools of the same engines give', function () {
  this.timeout(60_000)
  let engines: readonly TestDaemon[]
  let pools: readonly TestPool[]

  before(async () => {
    const specs = ['simulator --id A', 'simulator --id B', 'simulator --id C']
    engines = await Promise.all(specs.map((spec) => startDaemon({ backends: [spec], standard: [simulator] })))
    await Promise.all(engines.map((engine) => call(engine, 'POST /images/create?fromImage=busybox&tag=latest')))
    const children = engines.map(({ address }, index) => `${'abc'[index]}=forward ${address}`)
    pools = await Promise.all([startPool(children, {}, patient), startPool(children, {}, patient)])
  })
  after(async () => {
    await Promise.all(pools.map((pool) => pool[Symbol.asyncDispose]()))
    await Promise.all(engines.map((engine) => engine.close()))
  })

  /** `node/name` of every container whose name begins so, by the engines' own lists. */
  async function named(start: string): Promise<readonly string[]> {
    const lists = await Promise.all(engines.map((engine) => call(engine, 'GET /containers/json?all=1')))
    return lists.flatMap((list, index) =>
      list
        .json<Listed[]>()
        .flatMap(({ Names }) => Names)
        .filter((name) => name.startsWith(`/${start}`))
        .map((name) => `${'abc'[index]}${name}`),
    )
  }
  const create = (pool: number, name: string) => pools[pool]!.call(`POST /containers/create?name=${name}`, { body })

  it('are given once of two creates at the same moment, and what has lost is gone with its own volumes', async () => {
    for (let round = 0; round < 50; round++) {
      const name = `one-${round}`
      const answers = await Promise.all([create(round % 2, `a/${name}`), create(1 - (round % 2), `b/${name}`)])
      const texts = answers.map(({ text }) => text).join()
      expect(answers.map(({ status }) => status).sort(), texts).to.deep.equal([201, 409])
      expect(await named(`${name}`)).to.deep.equal([answers[0].status === 201 ? `a/${name}` : `b/${name}`])
      const lost = answers.find(({ status }) => status === 409)!
      expect(lost.text).to.match(new RegExp(`The container name \\\\"/${name}\\\\" is already in use by container`))
      const { Id } = answers.find(({ status }) => status === 201)!.json<Listed>()
      for (const pool of pools) expect((await pool.get<Listed>(`GET /containers/${Id}/json`)).Id).to.equal(Id)
    }
    const volumes = await Promise.all(engines.map((engine) => call(engine, 'GET /volumes')))
    const left = volumes.flatMap((answer) => answer.json<{ readonly Volumes: readonly object[] }>().Volumes)
    expect(left).to.have.lengthOf(50)
  })

  it('are given once of many creates at the same moment, wherever each is placed', async () => {
    for (let round = 0; round < 10; round++) {
      const name = `many-${round}`
      const answers = await Promise.all([0, 1, 0, 1, 0, 1].map((pool) => create(pool, name)))
      const statuses = answers.map(({ status }) => status).sort()
      expect(statuses, answers.map(({ text }) => text).join()).to.deep.equal([201, 409, 409, 409, 409, 409])
      expect(await named(name)).to.have.lengthOf(1)
    }
  })

  it('stay with the one that came first', async () => {
    for (let round = 0; round < 20; round++) {
      const [first, second] = round % 2 === 0 ? [0, 1] : [1, 0]
      const name = `first-${round}`
      expect((await create(first, `a/${name}`)).status).to.equal(201)
      expect((await create(second, `b/${name}`)).status).to.equal(409)
      expect(await named(name)).to.deep.equal([`a/${name}`])
    }
  })

  it('are given once of two renames at the same moment, and what has lost has its former name', async () => {
    for (let round = 0; round < 20; round++) {
      const former = [`x-${round}`, `y-${round}`]
      const made = await Promise.all(former.map((name, index) => create(0, `${'ab'[index]}/${name}`)))
      const rename = (pool: number) =>
        pools[pool]!.call(`POST /containers/${made[pool]!.json<Listed>().Id}/rename?name=to-${round}`)
      const answers = await Promise.all([rename(0), rename(1)])
      const texts = answers.map(({ text }) => text).join()
      expect(answers.map(({ status }) => status).sort(), texts).to.deep.equal([204, 409])
      const won = answers[0].status === 204 ? 0 : 1
      expect(await named(`to-${round}`)).to.deep.equal([`${'ab'[won]}/to-${round}`])
      const lost = former[1 - won]!
      expect(await named(lost)).to.deep.equal([`${'ab'[1 - won]}/${lost}`])
    }
  })

  it('are given once of a create and a rename at the same moment', async () => {
    for (let round = 0; round < 20; round++) {
      expect((await create(0, `a/former-${round}`)).status).to.equal(201)
      const rename = pools[0]!.call(`POST /containers/a/former-${round}/rename?name=both-${round}`)
      const answers = await Promise.all([rename, create(1, `b/both-${round}`)])
      const succeeded = answers.filter(({ status }) => status < 300)
      expect(succeeded, answers.map(({ text }) => text).join()).to.have.lengthOf(1)
      expect(await named(`both-${round}`)).to.have.lengthOf(1)
    }
  })

  it('are the same in both: in the list of all, and of each that is asked for by its name', async () => {
    const list = async (pool: TestPool) => (await pool.call('GET /containers/json?all=1')).text
    let lists: readonly string[] = []
    await until('they agree', async () => {
      lists = await Promise.all(pools.map(list))
      return lists[0] === lists[1]
    }).catch(() => expect(lists[0]).to.equal(lists[1]))
    const names = (JSON.parse(lists[0]!) as Listed[]).flatMap(({ Names }) => Names)
    expect(new Set(names).size).to.equal(names.length)
    for (const name of names) {
      const [one, other] = await Promise.all(pools.map((pool) => pool.call(`GET /containers${name}/json`)))
      expect([name, one!.status, one!.text]).to.deep.equal([name, 200, other!.text])
    }
  })
})
