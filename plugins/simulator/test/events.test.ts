import type { Readable } from 'node:stream'
import { expect } from 'chai'
import { Engine, silent } from 'libswarm-core'
import { call, type TestDaemon } from 'libswarm-core/testing'
import type { State } from '../dist/state.js'
import { streamEvents } from '../dist/system/events.js'
import { newState } from './state.js'
import { act, create, eventually, filter, follow, run, sentence, startWith, type Going } from './support.js'

interface Event {
  readonly Type: string
  readonly Action: string
  readonly Actor: { readonly ID: string; readonly Attributes: Record<string, string> }
  readonly time: number
  readonly timeNano: number
}

describe('events', () => {
  let daemon: TestDaemon
  beforeEach(async () => void (daemon = await startWith({ image: ['busybox', 'redis:7'] })))
  afterEach(() => daemon.close())

  const past = async (query = '', version = ''): Promise<Event[]> =>
    (await follow<Event>(daemon, `GET ${version}/events?since=0&until=${Date.now() / 1000 + 0.001}${query}`)).rest()
  const told = ({ Action, Actor }: Event): [string, Record<string, string>] => [Action, Actor.Attributes]
  const actions = (events: readonly Event[]): string => events.map(({ Action }) => Action).join(' ')

  it('say everything of an event that clients of any age read', async () => {
    const id = await create(daemon, 'web', { Labels: { tier: 'front' } })
    const [event] = await past('', '/v1.51')
    const { time, timeNano, ...rest } = event!
    expect(Math.floor(timeNano / 1e9)).to.equal(time)
    const { status, from, id: own, ...recent } = rest as Record<string, unknown>
    expect({ status, from, id: own }).to.deep.equal({ status: 'create', from: 'busybox', id })
    const [newest] = await past('', '/v1.52')
    expect(newest).to.deep.equal({ ...recent, time, timeNano })
    expect(recent).to.deep.equal({
      Type: 'container',
      Action: 'create',
      Actor: { ID: id, Attributes: { image: 'busybox', name: 'web', tier: 'front' } },
      scope: 'local',
    })
  })

  it('come in the order that Docker has', async () => {
    const container = await run(daemon, 'web')
    for (const line of ['kill?signal=HUP', 'rename?name=www']) await act(daemon, `POST /containers/web/${line}`)
    for (const line of ['stop', 'start', 'kill']) await act(daemon, `POST /containers/www/${line}`)
    await act(daemon, 'DELETE /containers/www')
    const web = { image: 'busybox', name: 'web' }
    const www = { image: 'busybox', name: 'www' }
    const bridge = { container, name: 'bridge', type: 'bridge' }
    expect((await past()).map(told)).to.deep.equal([
      ['create', web],
      ['connect', bridge],
      ['start', web],
      ['kill', { ...web, signal: '1' }],
      ['rename', { ...www, oldName: '/web' }],
      ['kill', { ...www, signal: '15' }],
      ['die', { ...www, execDuration: '0', exitCode: '143' }],
      ['disconnect', bridge],
      ['stop', www],
      ['connect', bridge],
      ['start', www],
      ['kill', { ...www, signal: '9' }],
      ['die', { ...www, execDuration: '0', exitCode: '137' }],
      ['disconnect', bridge],
      ['destroy', www],
    ])
  })

  it('tell of a removal by force, and of a container that removes itself', async () => {
    await run(daemon, 'forced')
    await act(daemon, 'DELETE /containers/forced?force=1')
    expect(actions(await past(`&${filter('container', 'forced')}`))).to.equal('create start kill die destroy')
    await run(daemon, 'itself', { HostConfig: { AutoRemove: true } })
    await act(daemon, 'POST /containers/itself/stop')
    expect(actions(await past(`&${filter('container', 'itself')}`))).to.equal('create start kill die stop destroy')
  })

  it('tell of nothing where nothing changed', async () => {
    await run(daemon, 'web')
    await act(daemon, 'POST /containers/web/start')
    await act(daemon, 'DELETE /containers/web')
    await act(daemon, 'POST /containers/web/kill?signal=FOO')
    expect(actions(await past())).to.equal('create connect start')
  })

  it('are told to every client as they happen, from when it came', async () => {
    await create(daemon, 'before')
    const open = (): Promise<Going<Event>> => follow<Event>(daemon, 'GET /events')
    const [one, other] = [await open(), await open()]
    expect(one.response.headers).to.include({ 'content-type': 'application/json' })
    await create(daemon, 'web')
    for (const going of [one, other]) expect((await going.next())?.Actor.Attributes['name']).to.equal('web')
    one.leave()
    await act(daemon, 'POST /containers/web/start')
    expect(actions([(await other.next())!, (await other.next())!])).to.equal('connect start')
    other.leave()
  })

  it('begin with the past, without a gap and without a repetition', async () => {
    await create(daemon, 'web')
    const going = await follow<Event>(daemon, 'GET /events?since=0')
    await act(daemon, 'POST /containers/web/start')
    await act(daemon, 'POST /containers/web/kill')
    const seen: Event[] = []
    while (seen.length < 6) seen.push((await going.next())!)
    expect(actions(seen)).to.equal('create connect start kill die disconnect')
    going.leave()
  })

  it('end at a moment that is to come', async () => {
    const going = await follow<Event>(daemon, `GET /events?until=${Date.now() / 1000 + 0.3}`)
    await create(daemon, 'web')
    expect(actions(await going.rest())).to.equal('create')
    await eventually(
      async () => (await call(daemon, 'GET /info')).json<{ NEventsListener: number }>().NEventsListener === 0,
    )
  })

  it('are those between two moments, both included', async () => {
    await run(daemon, 'web')
    await act(daemon, 'POST /containers/web/kill?signal=HUP')
    const [, , { timeNano } = { timeNano: 0 }] = await past()
    const moment = `${Math.floor(timeNano / 1e9)}.${String(timeNano).slice(-9)}`
    const only = await follow<Event>(daemon, `GET /events?since=${moment}&until=${moment}`)
    expect(actions(await only.rest())).to.equal('start')
  })

  it('are kept up to 256', async () => {
    await run(daemon, 'web')
    for (let sent = 0; sent < 256; sent++) await act(daemon, 'POST /containers/web/kill?signal=HUP')
    expect(actions(await past())).to.equal(Array(256).fill('kill').join(' '))
  })

  const cases: readonly [string, readonly string[], string][] = [
    ['type', ['container'], 'create start create kill die'],
    ['type', ['image'], ''],
    ['type', ['network'], 'connect disconnect'],
    ['type', ['volume'], 'create'],
    ['event', ['start', 'die'], 'start die'],
    ['container', ['web'], 'create start kill die'],
    ['container', ['we'], 'create start kill die'],
    ['label', ['tier=front'], 'create start kill die'],
    ['label', ['tier=back'], ''],
    ['image', ['redis:7'], 'create'],
    ['image', ['redis'], 'create'],
    ['image', ['red'], ''],
    ['scope', ['local'], 'create connect start create create kill die disconnect'],
    ['network', ['bridge'], 'connect disconnect'],
    ['foo', ['x'], 'create connect start create create kill die disconnect'],
  ]
  for (const [key, values, expected] of cases) {
    it(`fit ${key}=${values.join(',')} with: ${expected}`, async () => {
      await run(daemon, 'web', { Labels: { tier: 'front' } })
      await create(daemon, 'cache', { Image: 'redis:7' })
      await act(daemon, 'POST /containers/web/kill')
      expect(actions(await past(`&${filter(key, ...values)}`))).to.equal(expected)
    })
  }

  it('are refused for moments that are none', async () => {
    expect(sentence(await call(daemon, 'GET /events?since=10&until=1'))).to.deep.equal([
      400,
      '`since` time (10) cannot be after `until` time (1)',
    ])
    const cases: readonly [string, string, string][] = [
      ['x', 'x', 'invalid syntax'],
      ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'invalid syntax'],
      ['10m', '10m', 'invalid syntax'],
      ['1.5.5', '5.5', 'invalid syntax'],
      ['1.', '', 'invalid syntax'],
      ['1e3', '1e3', 'invalid syntax'],
      ['99999999999999999999', '99999999999999999999', 'value out of range'],
    ]
    for (const [text, part, why] of cases) {
      for (const key of ['since', 'until']) {
        const answer = await call(daemon, `GET /events?${key}=${text}`)
        expect(sentence(answer)).to.deep.equal([400, `strconv.ParseInt: parsing "${part}": ${why}`])
      }
    }
  })

  it('take a moment with more digits than there are, and an end before 1970 as none', async () => {
    await create(daemon, 'web')
    for (const query of ['since=1.0000000000001&until=99', 'since=0&until=1']) {
      expect(await (await follow<Event>(daemon, `GET /events?${query}`)).rest()).to.deep.equal([])
    }
    for (const query of ['until=0', 'until=-5']) {
      expect(actions(await (await follow<Event>(daemon, `GET /events?${query}`)).rest())).to.equal('create')
    }
  })

  const media: readonly [string, string, string, string][] = [
    ['', 'application/json-seq', 'application/json-seq', '\u001e'],
    ['/v1.52', 'text/plain, application/x-ndjson;q=0.5', 'application/x-ndjson', ''],
    ['/v1.53', 'application/jsonl', 'application/jsonl', ''],
    ['/v1.52', 'application/jsonl', 'application/json', ''],
    ['/v1.52', 'application/json, application/json-seq', 'application/json', ''],
    ['/v1.51', 'application/json-seq', 'application/json', ''],
  ]
  for (const [version, accept, type, start] of media) {
    it(`come as ${type} to who asks ${version || 'the newest API'} for ${accept}`, async () => {
      await create(daemon, 'web')
      const answer = await call(daemon, `GET ${version}/events?since=0&until=${Date.now() / 1000 + 0.001}`, {
        headers: { accept },
      })
      expect(answer.headers['content-type']).to.equal(type)
      expect([answer.text.slice(0, start.length + 1), answer.text.slice(-2)]).to.deep.equal([`${start}{`, '}\n'])
    })
  }

  it('mean the same by filters in both encodings', async () => {
    await run(daemon, 'web')
    const both = [{ event: ['start', 'die'] }, { event: { start: true, die: true } }]
    for (const filters of both) {
      const events = await past(`&filters=${encodeURIComponent(JSON.stringify(filters))}`)
      expect(actions(events)).to.equal('start')
    }
  })
})

describe('a client that does not read its events', () => {
  it('is dropped, and takes nothing from the others', async () => {
    const state = newState()
    const stuck = await listen(state)
    const reader = await listen(state)
    let lines = 0
    const text = 'x'.repeat(64 * 1024)
    for (let sent = 0; sent < 100; sent++) {
      state.events.publish([{ Type: 'container', Action: text, Actor: { ID: '', Attributes: {} } }])
      for (const chunk of drain(reader)) lines += chunk.toString().split('\n').length - 1
    }
    expect([stuck.destroyed, reader.destroyed, lines, state.events.listeners]).to.deep.equal([true, false, 100, 1])
    reader.destroy()
    expect(state.events.listeners).to.equal(0)
  })

  it('shares the bytes of an event with a thousand others', async () => {
    const state = newState()
    const streams = await Promise.all(Array.from({ length: 1000 }, () => listen(state)))
    state.events.publish([{ Type: 'container', Action: 'start', Actor: { ID: '1', Attributes: {} } }])
    const chunks = streams.map((stream) => drain(stream)[0]!)
    expect(new Set(chunks.map(({ buffer }) => buffer)).size).to.equal(1)
    expect(chunks.every((chunk) => chunk === chunks[0])).to.equal(true)
    state.streams.close()
    expect(state.events.listeners).to.equal(0)
  })
})

async function listen(state: State): Promise<Readable> {
  const engine = new Engine({ name: 'simulator', log: silent })
  engine.register('SystemEvents', (job) => streamEvents(state, job))
  return (await engine.run({ operation: 'SystemEvents' })).body as Readable
}

function drain(stream: Readable): Buffer[] {
  const chunks: Buffer[] = []
  for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
    chunks.push(chunk)
  }
  return chunks
}
