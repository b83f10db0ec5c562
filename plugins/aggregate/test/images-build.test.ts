import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { createAggregate } from 'libswarm-backend-aggregate'
import { compose, type Chain, type EngineHandle, type JobInit } from 'libswarm-core'
import { linesOf, startEngines, type ImagePool } from './support/image-pool.js'
import { quick } from './support/running-pool.js'

const forward = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-forward/package.json')))

/** Tells what it was asked for, and by whom. */
const building = (engine: EngineHandle, name: string) => {
  engine.register('ImageBuild', ({ query, input }) => {
    input?.resume()
    return { status: 200, body: JSON.stringify({ stream: `${name} builds with ${query.buildargs ?? 'nothing'}` }) }
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
    const child = [...pool.proxies].map(([name, { address }]) => `${name}=forward ${address}`)
    const install = createAggregate({ ...quick, answerLimit: 2000, sessionWait: 200 })
    const options = { child, label: ['c:disk=ssd'] }
    chain = await compose([{ name: 'aggregate', install, options }], { standard: [forward] })
  })
  afterEach(async () => {
    for (const stream of open.splice(0)) stream.destroy()
    await chain.close()
    await pool[Symbol.asyncDispose]()
  })

  const build = async (query: JobInit<'ImageBuild'>['query'] = {}, headers: JobInit['headers'] = []) => {
    const reply = await chain.run({ operation: 'ImageBuild', query: query, headers: headers })
    return linesOf(Buffer.from(await reply.bytes()).toString())[0]!.stream!
  }
  /** The name of the node that a connection has come to. */
  const connect = async (operation: 'Session' | 'Grpc', session?: string): Promise<string> => {
    const headers = session === undefined ? [] : ([['X-Docker-Expose-Session-Uuid', session]] as const)
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

  it('says 400 for a constraint that is none', async () => {
    const { status, text } = await pool.call(`POST /build?buildargs=${encodeURIComponent('{"constraint:disk":"ssd"}')}`)
    expect([status, /disk=ssd/.test(text)], text).to.deep.equal([400, true])
  })
})
