import { expect } from 'chai'
import { startPool, type TestPool } from './support/running-pool.js'

interface Listed {
  readonly Names: readonly string[]
  readonly Created: number
}

/** Longer than what a measured clock may be off by, on a busy machine, and than a second, which is all that a list tells. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 2500))

describe('aggregate: the list of containers of engines whose clocks are off', function () {
  this.timeout(60_000)
  let pool: TestPool

  before(async () => {
    pool = await startPool(['right=simulator', 'fast=simulator --clock +1h', 'slow=simulator --clock -72h'])
    for (const node of ['fast', 'right', 'slow']) {
      const body = { Image: 'busybox', Env: [`constraint:node==${node}`] }
      await pool.get(`POST /containers/create?name=on-${node}`, { body })
      await pause()
    }
  })
  after(() => pool[Symbol.asyncDispose]())

  const list = (query: string) => pool.get<Listed[]>(`GET /containers/json?${query}`)
  const names = async (query: string) => (await list(query)).flatMap(({ Names }) => Names)
  const bound = (name: string, of: string) => encodeURIComponent(JSON.stringify({ [name]: [of] }))

  it('has the newest first, by the clock of this machine', async () => {
    expect(await names('all=1')).to.deep.equal(['/on-slow', '/on-right', '/on-fast'])
    expect(await names('limit=2')).to.deep.equal(['/on-slow', '/on-right'])
    for (const { Created } of await list('all=1')) expect(Created).to.be.closeTo(Date.now() / 1000, 60)
  })

  it('ends at a container, and begins at one, by the same clock', async () => {
    expect(await names(`all=1&filters=${bound('before', 'on-right')}`)).to.deep.equal(['/on-fast'])
    expect(await names(`all=1&filters=${bound('since', 'on-right')}`)).to.deep.equal(['/on-slow'])
    expect(await names(`all=1&filters=${bound('since', 'on-fast')}`)).to.deep.equal(['/on-slow', '/on-right'])
    expect(await names(`all=1&filters=${bound('before', 'on-slow')}`)).to.deep.equal(['/on-right', '/on-fast'])
  })
})
