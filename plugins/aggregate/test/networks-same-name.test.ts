import { expect } from 'chai'
import { engineOf, startChildren } from './support/children.js'

const ids = ['1', '2'].map((digit) => digit.repeat(64))

describe('aggregate: two networks of one name on one node', () => {
  it('are told of, and none of them is joined or left', async () => {
    const joined: string[] = []
    const engine = engineOf('A', (handle) => {
      handle.register('ContainerList', () => [{ Id: 'c'.repeat(64), Names: ['/web'], Created: 1 }] as never)
      handle.register('NetworkList', () => ids.map((Id) => ({ Id, Name: 'net' })) as never)
      handle.register('NetworkConnect', ({ path }) => void joined.push(path.id))
      handle.register('NetworkDisconnect', ({ path }) => void joined.push(path.id))
    })
    await using pool = await startChildren({ a: engine })
    for (const action of ['connect', 'disconnect']) {
      const { status, text } = await pool.call(`POST /networks/net/${action}`, { body: { Container: 'web' } })
      expect([status, joined]).to.deep.equal([409, []])
      expect(text).to.include('a/net (111111111111), a/net (222222222222)')
    }
    expect((await pool.call(`POST /networks/${ids[1]}/connect`, { body: { Container: 'web' } })).status).to.be.below(
      300,
    )
    expect(joined).to.deep.equal([ids[1]])
  })
})
