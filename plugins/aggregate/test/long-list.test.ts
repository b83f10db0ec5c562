import { expect } from 'chai'
import { engineOf, startChildren } from './support/children.js'

interface Listed {
  readonly Id: string
}

describe('aggregate: a list of containers that is sent in pieces', () => {
  const idsOf = (digit: string) =>
    Array.from({ length: 400 }, (_, index) => digit.repeat(60) + String(index).padStart(4, '0'))
  const engine = (digit: string) =>
    engineOf(digit, (handle) => {
      const Labels = { padding: digit.repeat(1000) }
      const list = idsOf(digit).map((Id, index) => ({ Id, Names: [`/${digit}${index}`], Created: 400 - index, Labels }))
      handle.register('ContainerList', () => list as never)
    })

  it('is whole, in its order, and as long as it says', async () => {
    await using pool = await startChildren({ a: engine('a'), b: engine('b') })
    const { status, headers, text } = await pool.call('GET /containers/json?all=1')
    expect(status).to.equal(200)
    expect(headers['content-length']).to.equal(String(Buffer.byteLength(text)))
    const ids = (JSON.parse(text) as Listed[]).map(({ Id }) => Id)
    expect(ids).to.deep.equal(idsOf('a').flatMap((id, index) => [id, idsOf('b')[index]!]))
  })
})
