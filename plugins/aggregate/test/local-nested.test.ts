import { expect } from 'chai'
import { patient, startPool } from './support/running-pool.js'

interface Inspected {
  readonly Name: string
  readonly Node: { readonly Name: string }
}

describe('aggregate: networks and volumes of a pool within a pool', () => {
  it('are taken by node/node/name in every operation', async () => {
    await using pool = await startPool([`p=aggregate a=simulator b=simulator`, 'q=simulator web --seed 9'], {}, patient)
    const make = (kind: string, Name: string) => pool.call(`POST /${kind}/create`, { body: { Name } })
    const nodeOf = async (path: string) => (await pool.get<Inspected>(`GET ${path}`)).Node.Name

    expect((await pool.get<Inspected[]>('GET /networks')).map(({ Name }) => Name)).to.include.members([
      'p/a/none',
      'q/none',
    ])
    for (const name of ['p/a/bridge', 'p/b/bridge', 'q/bridge'])
      expect(`${await nodeOf(`/networks/${name}`)}/bridge`).to.equal(name)
    for (const kind of ['networks', 'volumes']) {
      for (const name of ['p/a/mine', 'p/b/mine', 'q/mine']) {
        expect((await make(kind, name)).status, name).to.equal(201)
        expect(await nodeOf(`/${kind}/${name}`), name).to.equal(name.replace('/mine', ''))
      }
      expect((await make(kind, 'p/a/more')).status).to.equal(201)
      expect(await nodeOf(`/${kind}/more`)).to.equal('p/a')
    }

    const body = { Image: 'busybox', HostConfig: { NetworkMode: 'p/b/mine', Binds: ['p/b/mine:/data'] } }
    const { Id } = await pool.get<{ readonly Id: string }>('POST /containers/create', { body })
    expect(await nodeOf(`/containers/${Id}/json`)).to.equal('p/b')
    const join = (network: string, how: string) =>
      pool.call(`POST /networks/${network}/${how}`, { body: { Container: Id } })
    expect((await join('p/b/bridge', 'connect')).status).to.equal(200)
    expect((await join('p/b/bridge', 'disconnect')).status).to.equal(200)
    expect((await join('q/bridge', 'connect')).status).to.equal(409)
    expect((await pool.call('DELETE /volumes/p/a/mine')).status).to.equal(204)
    expect((await pool.call('DELETE /networks/p/a/mine')).status).to.equal(204)
    expect(await nodeOf('/networks/p/mine')).to.equal('p/b')
  })
})
