import { request } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { compose, silent, swarmError, type EngineHandle, type Job } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { Pulls } from '../dist/images/pulls.js'
import { Pool } from '../dist/nodes/pool.js'
import { usualTimes } from '../dist/times.js'
import { linesOf, shown, simulator, startEngines, takeDown, type Listed } from './support/image-pool.js'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const words = { a: '--deny secret*', b: '--deny secret* --deny half*', c: '--deny secret*' }
const label = ['a:disk=ssd', 'c:disk=ssd']

const kinds: Readonly<Record<string, () => Promise<TestPool>>> = {
  'in this process': () =>
    startPool(
      Object.entries(words).map(([name, more]) => `${name}=simulator ${more}`),
      { label },
    ),
  'behind forward': () =>
    startEngines(Object.fromEntries(Object.entries(words).map(([name, more]) => [name, { words: more }])), { label }),
}

for (const [kind, start] of Object.entries(kinds)) {
  describe(`aggregate: docker pull on engines ${kind}`, () => {
    let pool: TestPool
    const pull = (image: string, headers: Readonly<Record<string, string>> = {}) =>
      pool.call(`POST /images/create?fromImage=${image}&tag=latest`, { headers })
    const nodesWith = async (name: string) =>
      shown(await pool.get<Listed[]>(`GET /images/json?filters={"reference":["${name}"]}`))

    before(async () => void (pool = await start()))
    after(() => pool[Symbol.asyncDispose]())

    it('pulls on every node, with a line for each layer of each, and one status for each at the end', async () => {
      const { status, headers, text } = await pull('redis')
      expect([status, headers['content-type'], headers['warning']]).to.deep.equal([200, 'application/json', undefined])
      const lines = linesOf(text)
      expect(lines.filter(({ error }) => error !== undefined)).to.deep.equal([])
      expect(new Set(lines.map(({ id }) => id?.split('/')[0]))).to.deep.equal(new Set(['a', 'b', 'c']))
      // All of them have a progress: `docker` begins anew on a terminal behind any other line.
      expect(lines.every((line) => 'progressDetail' in line)).to.equal(true)
      for (const node of ['a', 'b', 'c']) {
        const own = lines.filter(({ id }) => id === node).map((line) => line.status)
        expect(own.at(-1)).to.equal('Status: Downloaded newer image for redis:latest')
        expect(
          lines.filter(({ id, status: said }) => id?.startsWith(`${node}/`) && said === 'Pull complete').length,
        ).to.be.above(1)
      }
      expect(await nodesWith('redis')).to.deep.equal(['redis:latest @ a,b,c'])
    })

    it('ends in an error that names the node which failed, where others have it', async () => {
      const { status, text } = await pull('half')
      expect(status).to.equal(200)
      const message = linesOf(text).at(-1)!.errorDetail!.message
      expect(message).to.match(/^1 of 3 nodes failed: b: pull access denied for half, /)
      expect(linesOf(text).find(({ id }) => id === 'b')?.status).to.match(/^error: pull access denied for half, /)
      expect(await nodesWith('half')).to.deep.equal(['half:latest @ a,c'])
    })

    it('answers as an engine does where none has it', async () => {
      const { status, text } = await pull('secret')
      const why = `repository does not exist or may require 'docker login'`
      const message = `pull access denied for secret, ${why}: denied: requested access to the resource is denied`
      expect([status, JSON.parse(text)]).to.deep.equal([404, { message }])
    })

    it('pulls where the constraint of the client says, and says what is wrong with one', async () => {
      await pull('nginx', { 'X-Swarmd-Constraint': 'disk==ssd' })
      expect(await nodesWith('nginx')).to.deep.equal(['nginx:latest @ a,c'])
      await pull('memcached', { 'X-Swarmd-Constraint': 'node==b' })
      expect(await nodesWith('memcached')).to.deep.equal(['memcached:latest @ b'])
      expect((await pull('x', { 'X-Swarmd-Constraint': 'disk=ssd' })).status).to.equal(400)
      const none = await pull('x', { 'X-Swarmd-Constraint': 'disk==tape' })
      expect([none.status, none.json()]).to.deep.equal([
        503,
        { message: 'No healthy node available in the pool that is as the constraint says: disk==tape' },
      ])
    })
  })
}

describe('aggregate: docker pull with a node that is down', () => {
  it('warns of it, and does not fail', async () => {
    await using pool = await startEngines({ a: {}, b: {} })
    await takeDown(pool, 'b')
    const { status, headers, text } = await pool.call('POST /images/create?fromImage=redis&tag=latest')
    expect(status).to.equal(200)
    expect(headers['warning']).to.include('the node b was not asked: ')
    const lines = linesOf(text)
    expect(lines.at(-1)).to.include({ id: 'b' })
    expect(lines.at(-1)!.status).to.match(/^not asked, it is down: /)
    expect(lines.some(({ error }) => error !== undefined)).to.equal(false)
  })
})

describe('aggregate: docker pull while a node goes down', () => {
  it('ends in an error that names it, and the others have the image', async () => {
    await using pool = await startEngines({ a: { words: '--pull-speed 100MB' }, b: { words: '--pull-speed 100MB' } })
    const pulling = pool.call('POST /images/create?fromImage=redis&tag=latest')
    await until('both are asked', () => pool.proxies.get('b')!.open() > 2)
    await takeDown(pool, 'b')
    const { status, text } = await pulling
    expect(status).to.equal(200)
    expect(linesOf(text).at(-1)!.error).to.match(/^1 of 2 nodes failed: b: /)
    expect(shown(await pool.get<Listed[]>('GET /images/json'))).to.include('redis:latest @ a')
  })
})

describe('aggregate: docker pull that is given up', () => {
  it('ends on every node', async () => {
    const pulls = new Pulled()
    await using pool = await startEngines({ a: { install: pulls.install }, b: { install: pulls.install } })
    const leave = leaving(pool, '/images/create?fromImage=missing&tag=latest', '')
    await until('it has begun', () => pulls.begun === 2)
    leave()
    await until('it is ended', () => pulls.ended === 2)
  })
})

/** Counts pulls, which last until they are given up. */
class Pulled {
  begun = 0
  ended = 0
  readonly install = (engine: EngineHandle) =>
    engine.register('ImageCreate', ({ signal }) => {
      this.begun++
      signal.addEventListener('abort', () => this.ended++)
      const body = new PassThrough()
      body.write('{"status":"Pulling"}\n')
      return { status: 200, body }
    })
}

/** A request; what is returned has its client go before it has the answer. */
function leaving({ daemon }: TestPool, path: string, body: string) {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
  const sent = request({ socketPath: daemon.socketPath!, method: 'POST', path, headers, agent: false })
  sent.on('error', () => undefined)
  sent.end(body)
  return () => void sent.destroy()
}

describe('aggregate: an image that is missing where a container is placed', () => {
  const create = { Image: 'redis', Env: ['constraint:node==a'] }

  it('is pulled there, once for all who wait for it, and nowhere else', async () => {
    await using pool = await startEngines({ a: { words: '--pull-speed 400MB' }, b: {} })
    const answers = await Promise.all([1, 2, 3].map(() => pool.call('POST /containers/create', { body: create })))
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 201, 201])
    expect(shown(await pool.get<Listed[]>('GET /images/json'))).to.include('redis:latest @ a')
    const now = Math.ceil(Date.now() / 1000)
    const pulls = `GET /events?since=${now - 60}&until=${now}&filters={"event":["pull"]}`
    const events = await call(pool.engines.get('a')!, pulls)
    expect(linesOf(events.text).length).to.equal(1)
  })

  it('is not pulled where another node has one of that name that was made there: that node is taken', async () => {
    await using pool = await startEngines({ a: {}, b: { words: 'one two three' } })
    expect((await pool.call('POST /commit?container=one&repo=redis', { body: {} })).status).to.equal(201)
    expect((await pool.call('POST /containers/create?name=own', { body: { Image: 'redis' } })).status).to.equal(201)
    const { Node } = await pool.get<{ readonly Node: { readonly Name: string } }>('GET /containers/own/json')
    expect(Node.Name).to.equal('b')
    expect(shown(await pool.get<Listed[]>('GET /images/json'))).to.include('redis:latest @ b')
  })

  it('is told to be missing where the pull takes long, which goes on', async () => {
    await using pool = await startEngines({ a: { words: '--pull-speed 100MB' } }, {}, { pullWait: 50 })
    const { status, text } = await pool.call('POST /containers/create', { body: create })
    expect([status, text.trim()]).to.deep.equal([404, '{"message":"No such image: redis:latest"}'])
    await until('it is there', async () => (await pool.call('GET /images/redis/json')).status === 200)
  })

  it('is not pulled any more when all who wait for it have gone', async () => {
    const pulled = new Pulled()
    const first = { name: 'first', install: pulled.install }
    const spawn = (spec: string) => compose([first, spec], { standard: [simulator] })
    const pool = new Pool({ spawn, times: usualTimes, fail: swarmError, log: silent, strict: false })
    await pool.add([{ name: 'a', spec: 'simulator', labels: new Map() }])
    const pulls = new Pulls(pool)
    const clients = [1, 2].map(() => new AbortController())
    const [one, two] = clients.map(({ signal }) => {
      const job = { query: {}, headers: [], signal } as unknown as Job<'ContainerCreate'>
      return pulls.ensure(pool.get('a')!, 'missing', job).catch((thrown: unknown) => thrown)
    })
    await until('it is pulled', () => pulled.begun === 1)
    clients[0]!.abort(new Error('the first has gone'))
    expect(await one)
      .to.be.an('error')
      .with.property('message', 'the first has gone')
    expect(pulled.ended).to.equal(0)
    clients[1]!.abort(new Error('the second has gone'))
    expect(await two)
      .to.be.an('error')
      .with.property('message', 'the second has gone')
    await until('it is ended', () => pulled.ended === 1)
    expect(pulled.begun).to.equal(1)
    await pool.close()
  })

  it('is told of in words of dockerd where it cannot be had', async () => {
    await using pool = await startEngines({ a: { words: '--deny redis' }, b: { words: '--deny redis' } })
    const { status, text } = await pool.call('POST /containers/create', { body: { Image: 'redis' } })
    expect([status, text.trim()]).to.deep.equal([404, '{"message":"No such image: redis:latest"}'])
  })
})
