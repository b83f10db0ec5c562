import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { composeOver, linesOf, startEngines, type ImagePool, type Line } from './support/image-pool.js'
import { loading, type Loaded, type Loading } from './support/loading.js'
import { until } from './support/until.js'

const stall = 600

describe('aggregate: an upload to many engines', () => {
  const content = randomBytes(4 << 20)
  const whole: Loaded = { length: content.length, sum: createHash('sha256').update(content).digest('hex') }
  let loaded: Map<string, Loaded>
  let pool: ImagePool
  let release: () => void

  const start = async (hows: Readonly<Record<string, Loading>>, uploadStall = stall) => {
    loaded = new Map()
    const released = new Promise<void>((resolve) => (release = resolve))
    const parts = Object.entries(hows).map(
      ([name, how]) => [name, { install: loading(how, loaded, released) }] as const,
    )
    pool = await startEngines(Object.fromEntries(parts), {}, { uploadStall, fall: 10 })
  }
  afterEach(() => pool[Symbol.asyncDispose]())

  const load = (path = '/images/load') =>
    send(pool, path, content).then(({ status, text }) => ({ status, text, lines: status === 200 ? linesOf(text) : [] }))
  const failureIn = (lines: readonly Line[]) => lines.at(-1)?.errorDetail?.message

  for (const path of ['/images/load', '/images/create?fromSrc=-&repo=app']) {
    it(`gives each the whole of it: ${path}`, async () => {
      await start({ a: 'whole', b: 'slow', c: 'whole' })
      const { status, lines } = await load(path)
      expect([status, failureIn(lines)]).to.deep.equal([200, undefined])
      expect(Object.fromEntries(loaded)).to.deep.equal({ a: whole, b: whole, c: whole })
      const told = lines.flatMap(({ stream }) => stream ?? [])
      expect(told).to.have.members(['a', 'b', 'c'].map((node) => `${node}: Loaded image: app:latest\n`))
    })
  }

  const troubles: readonly (readonly [how: Loading, why: RegExp])[] = [
    ['refusing', /^1 of 3 nodes failed: b: this engine loads nothing$/],
    ['never reading', /^1 of 3 nodes failed: b: took nothing of the upload for 0\.6 s while others waited$/],
    ['breaking off', /^1 of 3 nodes failed: b: /],
  ]
  for (const [how, why] of troubles) {
    it(`goes on without an engine that is ${how}, and says so`, async () => {
      await start({ a: 'whole', b: how, c: 'whole' })
      const { status, lines } = await load()
      expect(status).to.equal(200)
      expect(failureIn(lines)).to.match(why)
      expect([loaded.get('a'), loaded.get('c')]).to.deep.equal([whole, whole])
      release()
      if (how !== 'refusing') await until('b has heard of it', () => loaded.get('b')?.broken !== undefined)
    })
  }

  it('goes on without an engine whose connection passes nothing on any more', async () => {
    await start({ a: 'whole', b: 'slow', c: 'whole' })
    const sending = load()
    await until('it is under way', () => pool.proxies.get('b')!.open() > 0)
    await pool.proxies.get('b')!.set({ blackHole: true })
    const { lines } = await sending
    await pool.proxies.get('b')!.clear()
    expect(failureIn(lines)).to.match(/^1 of 3 nodes failed: b: /)
    expect([loaded.get('a'), loaded.get('c')]).to.deep.equal([whole, whole])
  })

  it('answers as the engines do where all refuse', async () => {
    await start({ a: 'refusing', b: 'refusing' })
    const { status, text } = await load()
    expect([status, text.trim()]).to.deep.equal([501, '{"message":"this engine loads nothing"}'])
  })

  it('waits for all where nobody takes anything', async () => {
    await start({ a: 'never reading', b: 'never reading' })
    const sending = load()
    await new Promise((resolve) => setTimeout(resolve, 3 * stall))
    release()
    expect(failureIn((await sending).lines)).to.equal(undefined)
    expect(Object.fromEntries(loaded)).to.deep.equal({ a: whole, b: whole })
  })

  it('is read no faster than the slowest takes it', async () => {
    await start({ a: 'whole', b: 'never reading' }, 60_000)
    // More than there is room for on the way.
    const long = Buffer.alloc(16 << 20)
    const sending = send(pool, '/images/load', long)
    let [before, taken] = [-1, 0]
    await until('nothing more comes', async () => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      before = taken
      taken = loaded.get('a')?.length ?? 0
      return taken > 0 && taken === before
    })
    expect(taken).to.be.below(long.length / 2)
    release()
    expect(failureIn(linesOf((await sending).text))).to.equal(undefined)
    expect([...loaded.values()].map(({ length }) => length)).to.deep.equal([long.length, long.length])
  })

  it('breaks off everywhere when it breaks off itself', async () => {
    await start({ a: 'whole', b: 'whole' })
    const chain = await composeOver(pool)
    const input = new PassThrough()
    input.write(content.subarray(0, 1 << 20))
    const reply = await chain.run({ operation: 'ImageLoad', input })
    input.destroy(new Error('the disk is gone'))
    const text = Buffer.from(await reply.bytes()).toString()
    expect(failureIn(linesOf(text))).to.equal('2 of 2 nodes failed: a: the disk is gone; b: the disk is gone')
    await until('both have heard of it', () => [...loaded.values()].every(({ broken }) => broken !== undefined))
    await chain.close()
  })

  it('ends everywhere when its client goes', async () => {
    await start({ a: 'whole', b: 'whole' })
    const sent = request({ socketPath: pool.daemon.socketPath!, method: 'POST', path: '/images/load' })
    sent.on('error', () => undefined)
    await new Promise<void>((resolve) => sent.write(content.subarray(0, 1 << 20), () => resolve()))
    sent.destroy()
    await until(
      'both have heard of it',
      () => [...loaded.values()].filter(({ broken }) => broken !== undefined).length === 2,
    )
  })
})

/** Sends a body, as `docker load` does, and takes the answer. */
function send(
  pool: ImagePool,
  path: string,
  body: Buffer,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const framing = path === '/images/load' ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': body.length }
    const headers = { 'Content-Type': 'application/x-tar', ...framing }
    const sent = request({ socketPath: pool.daemon.socketPath!, method: 'POST', path, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.once('end', () => resolve({ status: response.statusCode!, text }))
      response.once('error', reject)
    })
    sent.once('error', reject)
    // What answers before it has all of it may close the connection: Node hears no error of that any more.
    sent.once('socket', (socket) => socket.on('error', () => undefined))
    sent.end(body)
  })
}
