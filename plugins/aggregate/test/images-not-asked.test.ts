import { expect } from 'chai'
import { Readable } from 'node:stream'
import { engineOf, startChildren } from './support/children.js'
import { until } from './support/until.js'

const pull = 'POST /images/create?fromImage=busybox&tag=latest'

const well = engineOf('WELL', (engine) =>
  engine.register('ImageCreate', () => ({ status: 200, body: '{"status":"done"}\n' })),
)

/** An engine that answers checks, and does not say what it is. */
const unknown = engineOf('ODD', (engine) => engine.register('SystemInfo', () => ({ status: 500 })))

describe('aggregate: a pull where a node has not answered yet', () => {
  it('goes to the others, and says so', async () => {
    await using pool = await startChildren({ unknown, well })
    const { status, headers, text } = await pool.call(pull)
    expect(status).to.equal(200)
    expect(headers['warning']).to.include('the node unknown was not asked: it has not answered yet')
    expect(text).to.include('not asked, it has not answered yet')
  })

  it('is refused where the pool is strict', async () => {
    await using pool = await startChildren({ unknown, well }, { strict: true })
    const { status, text } = await pool.call(pull)
    expect([status, text]).to.satisfy(() => status === 503 && text.includes('the node'), `${status} ${text}`)
  })
})

describe('aggregate: a pull that a strict pool does not go on with', () => {
  it('is read no further, and ended on its node', async () => {
    const body = new Readable({
      read() {
        // Nothing comes.
      },
    }).on('error', () => undefined)
    const headers = [['Warning', '199 swarmd "the node x was not asked: it is down"']]
    const part = engineOf('PART', (engine) =>
      engine.register('ImageCreate', () => ({ status: 200, headers, body }) as never),
    )
    await using pool = await startChildren({ part }, { strict: true })
    expect((await pool.call(pull)).status).to.equal(503)
    await until('the pull is ended', () => body.destroyed)
  })
})
