import { expect } from 'chai'
import { engineOf, startChildren } from './support/children.js'
import { until } from './support/until.js'

const filters = encodeURIComponent(JSON.stringify({ node: ['r2/a'] }))

describe('aggregate: a node that has not told yet whether it is a pool', () => {
  /** It answers pings, and nothing of what it is. */
  const silent = engineOf('R2', (engine) => {
    engine.register('SystemInfo', () => {
      throw engine.error('Unavailable', 'it is starting')
    })
  })

  it('is told of where one of its nodes is asked for', async () => {
    await using pool = await startChildren({ a: engineOf('A'), r2: silent })
    const { status, headers, text } = await pool.call(`GET /containers/json?filters=${filters}`)
    expect([status, text.trim()]).to.deep.equal([200, '[]'])
    expect(String(headers['warning'])).to.include('no answer from the node r2')
  })

  it('is a 503 then in a pool that is strict', async () => {
    await using pool = await startChildren({ a: engineOf('A'), r2: silent }, { strict: true })
    expect((await pool.call(`GET /containers/json?filters=${filters}`)).status).to.equal(503)
  })
})

describe('aggregate: images of several nodes that are saved together', () => {
  it('may be on a node that does not answer, which is told', async () => {
    let isUp = true
    const having = (id: string, image: string) =>
      engineOf(id, (engine) => {
        engine.register('SystemPing', () => (isUp || id !== 'C' ? Buffer.from('OK') : { status: 500 }))
        engine.register('ImageInspect', ({ path }) => {
          if (path.name === image) return { Id: `sha256:${id.toLowerCase().repeat(64)}` }
          throw engine.error(id === 'C' ? 'Unavailable' : 'NotFound', 'no such image')
        })
      })
    await using pool = await startChildren({ a: having('A', 'one'), b: having('B', 'two'), c: having('C', 'none') })
    isUp = false
    const ask = () => pool.call('GET /images/get?names=one&names=two')
    await until('the node is down', async () => (await ask()).text.includes('from the node'))
    const { status, text } = await ask()
    expect(status).to.equal(404)
    expect(text).to.include('no node has all of these images: a has no two; b has no one').and.include('from the node')
  })
})
