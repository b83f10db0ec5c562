import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import type { Chain, EngineHandle, JobInit } from 'libswarm-core'
import { composeOver, linesOf, startEngines, type ImagePool } from './support/image-pool.js'

/** Tells what it was asked for, and by whom. */
const building = (engine: EngineHandle, name: string) => {
  engine.register('ImageBuild', (job) => {
    job.input?.resume()
    const told = [job.query.buildargs, job.header('X-Swarmd-Constraint')].filter((word) => word !== undefined)
    return { status: 200, body: JSON.stringify({ stream: `${name} builds with ${told.join() || 'nothing'}` }) }
  })
  const connect = () => {
    const body = new PassThrough()
    body.write(name)
    return { status: 101, headers: [['Upgrade', 'h2c']] as const, body }
  }
  engine.register('Session', connect)
  engine.register('Grpc', connect)
}

describe('aggregate: docker build', () => {
  let pool: ImagePool
  let chain: Chain
  const open: PassThrough[] = []

  beforeEach(async () => {
    pool = await startEngines(
      {
        a: { install: building, words: 'one two' },
        b: { install: building },
        c: { install: building, words: 'three' },
      },
      { label: ['c:disk=ssd'] },
    )
    chain = await composeOver(pool, { label: ['c:disk=ssd'] }, { sessionWait: 60_000 })
  })
  afterEach(async () => {
    for (const stream of open.splice(0)) stream.destroy()
    await chain.close()
    await pool[Symbol.asyncDispose]()
  })

  /** Sessions wait for their builds just a moment from now on. */
  const impatient = async () => {
    await chain.close()
    chain = await composeOver(pool, {}, { sessionWait: 50 })
  }
  const build = async (query: JobInit<'ImageBuild'>['query'] = {}, headers: JobInit['headers'] = []) => {
    const reply = await chain.run({ operation: 'ImageBuild', query: query, headers: headers })
    return linesOf(Buffer.from(await reply.bytes()).toString())[0]!.stream!
  }
  /** The name of the node that a connection has come to. */
  const connect = async (operation: 'Session' | 'Grpc', session?: string, constraint?: string): Promise<string> => {
    const headers = [
      ['X-Docker-Expose-Session-Uuid', session],
      ['X-Swarmd-Constraint', constraint],
    ].filter((field): field is [string, string] => field[1] !== undefined)
    const { body } = await chain.run({ operation, headers, upgrade: 'h2c' })
    const stream = body as PassThrough
    stream.on('error', () => undefined)
    open.push(stream)
    return new Promise((resolve) => stream.once('data', (chunk: Buffer) => resolve(chunk.toString())))
  }

  it('goes where the scheduler says: to the node with the fewest containers', async () => {
    expect(await build()).to.equal('b builds with nothing')
  })

  it('goes where a build argument says, which the engine does not see', async () => {
    const args = { 'constraint:disk': '=ssd', VERSION: '1', EMPTY: null }
    expect(await build({ buildargs: JSON.stringify(args) })).to.equal('c builds with {"VERSION":"1","EMPTY":null}')
    expect(await build({ buildargs: '{"VERSION":"1"}' })).to.equal('b builds with {"VERSION":"1"}')
    expect(await build({}, [['X-Swarmd-Constraint', 'node==a']])).to.equal('a builds with nothing')
  })

  it('goes to the node of its session, which has waited for it', async () => {
    const session = connect('Session', 'one')
    expect(await build({ session: 'one', buildargs: '{"constraint:node":"=c"}' })).to.match(/^c /)
    expect(await session).to.equal('c')
    expect(await connect('Session', 'one')).to.equal('c')
  })

  it('chooses for a session that no build comes for, and has the build follow', async () => {
    await impatient()
    const node = await connect('Session', 'two')
    expect(await build({ session: 'two' })).to.equal(`${node} builds with nothing`)
  })

  it('takes all connections of a builder that are open at the same time to one node', async () => {
    const node = await connect('Grpc')
    await pool.call('POST /containers/create', { body: { Image: 'busybox', Env: [`constraint:node==${node}`] } })
    await pool.call('POST /containers/create', { body: { Image: 'busybox', Env: [`constraint:node==${node}`] } })
    await pool.call('POST /containers/create', { body: { Image: 'busybox', Env: [`constraint:node==${node}`] } })
    expect([await connect('Grpc'), await connect('Session', 'three')]).to.deep.equal([node, node])
  })

  it('keeps builds at the same time apart', async () => {
    const sessions = ['four', 'five'].map((session) => connect('Session', session))
    await build({ session: 'four', buildargs: '{"constraint:node":"=a"}' })
    await build({ session: 'five', buildargs: '{"constraint:node":"=c"}' })
    expect(await Promise.all(sessions)).to.deep.equal(['a', 'c'])
    const third = connect('Session', 'six')
    await build({ session: 'six', buildargs: '{"constraint:node":"=b"}' })
    expect(await third).to.equal('b')
  })

  it('has a session that waits follow a builder, which goes where its constraint says', async () => {
    const session = connect('Session', 'seven')
    const node = await connect('Grpc')
    expect(await session).to.equal(node)
    expect(await connect('Grpc', undefined, 'node==a')).to.equal('a')
    expect(await connect('Grpc', undefined, 'node==c')).to.equal('c')
    expect(await connect('Session', 'eight', 'node==a')).to.equal('a')
  })

  it('says 409 where a build must not go where its session is', async () => {
    await impatient()
    expect(await connect('Session', 'nine', 'node==a')).to.equal('a')
    const failure = await build({ session: 'nine', buildargs: '{"constraint:node":"=c"}' }).catch(
      (thrown: Error) => thrown,
    )
    expect(failure).to.be.an('error').with.property('kind', 'Conflict')
    expect((failure as Error).message).to.equal(
      'the session of this build is on the node "a" already, which is not as it says: node==c',
    )
  })

  it('says 400 for a constraint that is none', async () => {
    const { status, text } = await pool.call(`POST /build?buildargs=${encodeURIComponent('{"constraint:disk":"ssd"}')}`)
    expect([status, /disk=ssd/.test(text)], text).to.deep.equal([400, true])
  })
})
