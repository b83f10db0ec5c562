import { expect } from 'chai'
import { act, create, filter } from './support.js'
import { startScripted, type ScriptedDaemon } from './scripted.js'
import { call } from 'libswarm-core/testing'

describe('pruning containers', () => {
  let engine: ScriptedDaemon
  beforeEach(async () => void (engine = await startScripted()))
  afterEach(() => engine.daemon.close())

  const prune = async (...filters: string[]): Promise<unknown> =>
    (await call(engine.daemon, `POST /containers/prune?${filters.join('&')}`)).json()
  const events = (): readonly string[] =>
    engine.state.events
      .past(0, undefined)
      .map(({ Action, Actor }) => `${Action} ${Actor?.Attributes?.['name'] ?? ''}`.trim())

  it('removes all that do not run, the newest first', async () => {
    const old = await create(engine.daemon, 'old')
    await create(engine.daemon, 'up')
    await create(engine.daemon, 'halted')
    for (const line of ['up/start', 'halted/start', 'halted/pause'])
      await act(engine.daemon, `POST /containers/${line}`)
    const young = await create(engine.daemon, 'young')
    expect(await prune()).to.deep.equal({ ContainersDeleted: [young, old], SpaceReclaimed: 0 })
    expect(events().slice(-3)).to.deep.equal(['destroy young', 'destroy old', 'prune'])
    expect(await prune()).to.deep.equal({ ContainersDeleted: null, SpaceReclaimed: 0 })
    const last = engine.state.events.past(0, undefined).at(-1)
    expect(last).to.include({ status: 'prune', Type: 'container', Action: 'prune', scope: 'local' })
    expect(last?.Actor).to.deep.equal({ ID: '', Attributes: { reclaimed: '0' } })
  })

  it('removes those with labels, without labels, or of a time', async () => {
    const ids = new Map<string, string>()
    for (const [name, Labels] of [
      ['red', { a: '1' }],
      ['green', { a: '2', b: '' }],
      ['blue', {}],
    ] as const) {
      ids.set(name, await create(engine.daemon, name, { Labels }))
      await engine.clock.advance(60)
    }
    const pruned = (...names: string[]): object => ({
      ContainersDeleted: names.length === 0 ? null : names.map((name) => ids.get(name)),
      SpaceReclaimed: 0,
    })
    expect(await prune(filter('until', '10m'))).to.deep.equal(pruned())
    expect(await prune(filter('label', 'a=3'))).to.deep.equal(pruned())
    expect(await prune(filter('until', '150s'))).to.deep.equal(pruned('red'))
    expect(await prune(filter('label!', 'b'))).to.deep.equal(pruned('blue'))
    expect(await prune(filter('label', 'a', 'b='))).to.deep.equal(pruned('green'))
  })

  it('refuses filters that it does not have', async () => {
    const refused: readonly [string, string][] = [
      [filter('foo', 'a'), "invalid filter 'foo'"],
      [filter('until', 'a'), 'failed to parse value as time or duration: "a"'],
      [filter('until', '1s', '2s'), 'more than one until filter specified'],
    ]
    for (const [query, told] of refused) {
      expect(await act(engine.daemon, `POST /containers/prune?${query}`)).to.deep.equal([400, told])
    }
  })
})
