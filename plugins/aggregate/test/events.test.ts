import { expect } from 'chai'
import { connect } from 'node:net'
import { lineOf } from '../dist/events/pool-event.js'
import { EventReader, type Told } from './support/event-reader.js'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const create = { Image: 'busybox', Cmd: ['sleep', '1000'] }
const kinds = (told: readonly Told[]) => told.map(({ Type, Action }) => `${Type} ${Action}`)

describe('aggregate: the events of all nodes', () => {
  let pool: TestPool
  before(async () => {
    pool = await startPool([
      'a=simulator web',
      'b=simulator db',
      'fast=simulator late --clock +1h',
      'slow=simulator old --clock -1h',
    ])
  })
  after(() => pool[Symbol.asyncDispose]())

  const restart = (name: string) => pool.call(`POST /containers/${name}/restart?t=0`)

  it('come as one stream that begins at once, each with its node', async () => {
    await using reader = await EventReader.open(pool.daemon)
    await restart('web')
    await restart('db')
    await reader.until('both were told', ({ words }) => words.includes('b db: restart'))
    expect(reader.actionsOf('web').slice(-2)).to.deep.equal(['start', 'restart'])
    const [first] = reader.told.filter(({ Actor }) => Actor.Attributes['name'] === 'web')
    expect(first!.Actor.Attributes).to.include({ 'node.name': 'a', 'node.addr': '', 'node.ip': '' })
    expect(first!.Actor.Attributes['node.id']).to.have.length.above(8)
    expect(first!.from).to.match(/ node:a$/)
  })

  it('are told to whom they fit', async () => {
    const filters = encodeURIComponent(JSON.stringify({ node: ['b'], type: ['container'], event: ['start'] }))
    await using reader = await EventReader.open(pool.daemon, `?filters=${filters}`)
    await restart('web')
    await restart('db')
    await reader.until('one was told', ({ told }) => told.length > 0)
    expect(reader.words).to.deep.equal(['b db: start'])
  })

  it('of the past come first, in order, and the rest without a gap or a second telling', async () => {
    const since = Date.now() / 1000
    for (const name of ['web', 'db', 'web']) await restart(name)
    await using reader = await EventReader.open(pool.daemon, `?since=${since}`)
    await restart('db')
    await reader.until(
      'the last was told',
      ({ words }) => words.filter((word) => word === 'b db: restart').length === 2,
    )
    const restarts = reader.words.filter((word) => word.endsWith(': restart'))
    expect(restarts).to.deep.equal(['a web: restart', 'b db: restart', 'a web: restart', 'b db: restart'])
    const moments = reader.told.map(({ timeNano }) => timeNano)
    expect(moments).to.deep.equal([...moments].sort((left, right) => left - right))
  })

  it('end by themselves at until', async () => {
    const since = Date.now() / 1000
    await restart('web')
    await using past = await EventReader.open(pool.daemon, `?since=${since}&until=${Date.now() / 1000 + 0.001}`)
    await past.ended
    expect(past.actionsOf('web')).to.include('restart')
    await using soon = await EventReader.open(pool.daemon, `?until=${Date.now() / 1000 + 0.3}`)
    await soon.ended
  })

  for (const [name, node] of [
    ['late', 'fast'],
    ['old', 'slow'],
  ] as const) {
    it(`are told by the clock of this machine, of an engine whose own is an hour ${node}`, async () => {
      const since = Date.now() / 1000
      await restart(name)
      await using past = await EventReader.open(pool.daemon, `?since=${since}&until=${since + 60}`)
      await past.until('it was told', ({ words }) => words.includes(`${node} ${name}: restart`))
      await using recent = await EventReader.open(pool.daemon, '?since=30m&until=0s')
      await recent.ended
      expect(recent.words).to.include(`${node} ${name}: restart`)
      for (const { time, timeNano } of recent.told) {
        expect(time).to.be.closeTo(since, 300)
        expect(Math.floor(timeNano / 1e9)).to.equal(time)
      }
      await using none = await EventReader.open(pool.daemon, `?since=${since - 7200}&until=${since - 300}`)
      await none.ended
      expect(none.words).to.deep.equal([])
    })
  }

  it('are preceded by a warning in info where a clock is wrong', async () => {
    const { Warnings } = await pool.get<{ readonly Warnings: readonly string[] }>('GET /info')
    expect(Warnings.filter((text) => text.includes('clock'))).to.have.length(2)
    expect(Warnings.join('\n')).to.match(/clock of the node fast is 3\d\d\d s ahead/)
  })

  for (const query of ['since=yesterday', 'until=x', 'since=2&until=1']) {
    it(`are refused with a sentence for ${query}`, async () => {
      const { status, text } = await pool.call(`GET /events?${query}`)
      expect(status).to.equal(400)
      expect(text).to.include(query.split('=')[0]!)
    })
  }

  it('have status, id and from where they are written for an API before 1.52', () => {
    const event = {
      Type: 'container' as const,
      Action: 'start',
      Actor: { ID: 'c', Attributes: { image: 'i', 'node.name': 'a' } },
    }
    const line = (isLegacy: boolean) =>
      JSON.parse(lineOf({ node: 'a', nodeId: '', at: 0, event }, { isLegacy, before: '' }).toString()) as object
    expect(line(true)).to.include({ status: 'start', id: 'c', from: 'i node:a' })
    expect(line(false)).to.deep.equal(event)
  })

  it('tell of the connections of the nodes', async () => {
    const since = Date.now() / 1000 - 3600
    await using reader = await EventReader.open(pool.daemon, `?since=${since}`)
    await reader.until(
      'the past was told',
      ({ told }) => kinds(told).filter((kind) => kind === 'node engine_connect').length === 4,
    )
  })

  it('drop a client that reads nothing, and no other', async () => {
    await using reader = await EventReader.open(pool.daemon)
    const socket = connect(pool.daemon.socketPath!)
    socket.on('error', () => undefined)
    socket.pause()
    socket.write('GET /v1.41/events HTTP/1.1\r\nHost: x\r\n\r\n')
    let closed = false
    socket.once('close', () => (closed = true))
    const labels = { text: 'x'.repeat(60_000) }
    const before = reader.told.length
    const { Id } = await pool.get<{ readonly Id: string }>('POST /containers/create?name=wordy', {
      body: { ...create, Labels: labels },
    })
    for (let count = 0; count < 40; count++) await pool.call(`POST /containers/${Id}/rename?name=wordy${count}`)
    await reader.until('all were told', ({ told }) => told.length >= before + 41)
    socket.resume()
    await until('it was dropped', () => closed)
  })
})
