import { expect } from 'chai'
import type { AnyJob } from 'libswarm-core'
import { momentOn } from '../dist/merge/engine-moments.js'
import { EngineClock } from '../dist/nodes/engine-clock.js'
import { engineOf, startChildren } from './support/children.js'
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

describe('aggregate: moments that a client writes, for engines whose clocks are off', function () {
  this.timeout(60_000)
  let pool: TestPool
  const nodes = ['fast', 'right', 'slow'] as const

  before(async () => {
    pool = await startPool(['right=simulator', 'fast=simulator --clock +1h', 'slow=simulator --clock -72h'])
  })
  after(() => pool[Symbol.asyncDispose]())

  const create = async (node: string) => {
    const body = { Image: 'busybox', Cmd: ['echo', 'said'], Env: [`constraint:node==${node}`] }
    await pool.get(`POST /containers/create?name=on-${node}`, { body })
  }
  /** A moment so many minutes from now, in seconds. */
  const inMinutes = (minutes: number) => Date.now() / 1000 + 60 * minutes
  const date = (seconds: number) => new Date(seconds * 1000).toISOString()

  it('bound their logs by the clock of this machine', async () => {
    for (const node of nodes) {
      await create(node)
      await pool.call(`POST /containers/on-${node}/start`)
      await pool.get(`POST /containers/on-${node}/wait`)
    }
    const said = async (query: string) => {
      const found: string[] = []
      for (const node of nodes) {
        const { text } = await pool.call(`GET /containers/on-${node}/logs?stdout=1&${query}`)
        if (text.includes('said')) found.push(node)
      }
      return found
    }
    expect(await said(`since=${inMinutes(-10).toFixed(9)}`)).to.deep.equal(nodes)
    expect(await said(`since=${Math.round(inMinutes(10))}`)).to.deep.equal([])
    expect(await said(`until=${inMinutes(10)}`)).to.deep.equal(nodes)
    expect(await said(`until=${inMinutes(-10)}`)).to.deep.equal([])
    expect(await said('since=0&until=0')).to.deep.equal(nodes)
    const { status } = await pool.call('GET /containers/on-fast/logs?stdout=1&since=10m')
    expect(status).to.equal(400)
  })

  const forms: readonly (readonly [form: string, write: (minutes: number) => string])[] = [
    ['seconds', (minutes) => String(inMinutes(minutes))],
    ['a date with a zone', (minutes) => date(inMinutes(minutes + 60)).replace('Z', '+01:00')],
    ['a date without one', (minutes) => date(inMinutes(minutes)).replace('Z', '')],
    ['a duration', (minutes) => `${-minutes}m`],
  ]
  for (const [form, write] of forms) {
    it(`prune what was there until then, by ${form}`, async () => {
      const prune = async (minutes: number) => {
        const filters = encodeURIComponent(JSON.stringify({ until: [write(minutes)] }))
        const line = `POST /containers/prune?filters=${filters}`
        return (await pool.get<{ ContainersDeleted: readonly string[] | null }>(line)).ContainersDeleted?.length ?? 0
      }
      await pool.get('POST /containers/prune')
      for (const node of nodes) await create(node)
      expect(await prune(-10)).to.equal(0)
      expect(await prune(10)).to.equal(3)
    })
  }

  it('bound images by the clock of this machine', async () => {
    const asked: string[] = []
    const fast = engineOf('FAST', (engine) => {
      const hear = ({ search }: AnyJob) => void asked.push(new URLSearchParams(search).get('filters') ?? '')
      engine.register('SystemInfo', () => ({ ID: 'FAST', SystemTime: date(inMinutes(60)) }))
      engine.register('ImageList', (job) => (hear(job), []))
      engine.register('ImagePrune', (job) => (hear(job), {}))
    })
    await using one = await startChildren({ fast })
    const filters = encodeURIComponent('{"until":["1700000000"]}')
    for (const line of ['GET /images/json', 'POST /images/prune']) {
      await one.get(`${line}?filters=${filters}`)
      const [, seconds] = /^\{"until":\["(\d+)\.\d{9}"\]\}$/.exec(asked.at(-1)!) ?? []
      expect(Number(seconds), line).to.be.closeTo(1_700_003_600, 60)
    }
  })

  it('are told of what takes space as in the list', async () => {
    for (const node of nodes) await create(node)
    const { Containers } = await pool.get<{ readonly Containers: readonly Listed[] }>('GET /v1.41/system/df')
    expect(Containers).to.have.length(3)
    for (const { Created } of Containers) expect(Created).to.be.closeTo(Date.now() / 1000, 60)
  })
})

describe('aggregate: a moment for an engine whose clock is an hour ahead', () => {
  const clock = new EngineClock()
  const now = Date.now()
  clock.measure(new Date(now + 3_600_000).toISOString(), now, now)
  const moments: readonly (readonly [text: string, there: string])[] = [
    ['1700000000', '1700003600.000000000'],
    ['1700000000.123456789', '1700003600.123456789'],
    ['2023-11-14T22:13:20Z', '1700003600.000000000'],
    ['2023-11-14T23:13:20.5+01:00', '1700003600.500000000'],
    ['2023-11-14T22:13:20', '2023-11-14T23:13:20.000000000'],
    ['2023-11-14', '2023-11-14T01:00:00.000000000'],
    ['2023-11-14Z', '1699923600.000000000'],
    ...['0', '-1', '', '10m', 'yesterday'].map((text) => [text, text] as const),
  ]
  for (const [text, there] of moments)
    it(`is ${there} of ${JSON.stringify(text)}`, () => expect(momentOn({ clock }, text)).to.equal(there))
})
