import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { compose, composeMissing } from './support/compose/compose.js'
import { describeNeeding } from './support/needs.js'
import { startSimulatedPool } from './support/pool/simulated-pool.js'

// docker-compose 1 reads the `ContainerConfig` of images, which API 1.45 does not have any more.
const old = '--api 1.24-1.41'

describeNeeding(composeMissing(), 'docker-compose on a pool of three engines', function () {
  this.timeout(60_000)
  let pool: TestDaemon
  before(async () => {
    pool = await startSimulatedPool({ a: `${old} --seed 1`, b: `${old} --seed 2`, c: `${old} --seed 3` })
  })
  after(() => pool?.close())

  const get = async <T>(path: string) => (await call(pool, `GET ${path}`)).json<T>()
  const run = async (command: string) => {
    const { code, stdout, stderr } = await compose(pool.address, 'shop.yml', command)
    expect(code, `docker-compose ${command}: ${stderr}`).to.equal(0)
    return stdout
  }

  /** The nodes that have something of the project, each thing once. */
  async function nodesOfProject(): Promise<readonly string[]> {
    const names = await Promise.all([
      get<readonly { readonly Id: string }[]>('/containers/json?all=1').then((list) =>
        list.map(({ Id }) => `/containers/${Id}/json`),
      ),
      get<readonly { readonly Name: string }[]>('/networks').then((list) =>
        list.filter(({ Name }) => Name.startsWith('shop_')).map(({ Name }) => `/networks/${Name}`),
      ),
      get<{ readonly Volumes: readonly { readonly Name: string }[] }>('/volumes').then(({ Volumes }) =>
        Volumes.map(({ Name }) => `/volumes/${Name}`),
      ),
    ])
    const things = await Promise.all(
      names.flat().map((path) => get<{ readonly Node: { readonly Name: string } }>(path)),
    )
    return things.map(({ Node }) => Node.Name)
  }

  it('puts the services, networks and volumes of a project on one node, where they find each other', async () => {
    for (const round of [1, 2]) {
      await run('up -d')
      const nodes = await nodesOfProject()
      expect(nodes, `round ${round}`).to.have.lengthOf(6)
      expect(new Set(nodes).size, `round ${round}: ${nodes.join()}`).to.equal(1)
      expect(await run('exec -T web wget -q -O - http://site:8080/page')).to.equal('site of db\n')
      if (round === 1) await run('down --volumes --timeout 0')
    }
  })

  it('makes services anew where they were, and takes all of it away', async () => {
    const [node] = await nodesOfProject()
    await run('rm --stop --force worker')
    await run('up -d --force-recreate')
    const nodes = await nodesOfProject()
    expect([nodes.length, ...new Set(nodes)]).to.deep.equal([6, node])
    await run('down --volumes --timeout 0')
    expect(await nodesOfProject()).to.deep.equal([])
  })
})
