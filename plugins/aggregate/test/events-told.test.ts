import { expect } from 'chai'
import fc from 'fast-check'
import { synthesised, Told } from '../dist/nodes/told.js'
import type { Summary } from '../dist/nodes/containers-view.js'
import type { EngineEvent } from '../dist/nodes/engine-event.js'

const statuses = new Map([
  ['exited', 'Exited (3) 1 second ago'],
  ['restarting', 'Restarting (4) 1 second ago'],
])

const summary = (Id: string, State: string, name = Id): Summary =>
  ({
    Id,
    State,
    Names: [`/${name}`],
    Image: 'app',
    Status: statuses.get(State) ?? '',
  }) as Summary

const event = (ID: string, Action: string, timeNano: number, name = ID): EngineEvent => ({
  Type: 'container',
  Action,
  Actor: { ID, Attributes: { name } },
  timeNano,
})

const words = (events: readonly EngineEvent[]) => events.map(({ Actor, Action }) => `${Actor!.ID} ${Action}`)

describe('aggregate: what must have happened while events were lost', () => {
  const table: readonly (readonly [string, readonly Summary[], readonly Summary[], readonly string[]])[] = [
    ['nothing', [summary('c', 'running')], [summary('c', 'running')], []],
    ['a new container', [], [summary('c', 'created')], ['c create']],
    ['one that runs', [], [summary('c', 'running')], ['c create', 'c start']],
    ['one that has ended', [], [summary('c', 'exited')], ['c create', 'c start', 'c die']],
    ['a start', [summary('c', 'exited')], [summary('c', 'running')], ['c start']],
    ['an end', [summary('c', 'running')], [summary('c', 'exited')], ['c die']],
    ['a removal', [summary('c', 'exited')], [], ['c destroy']],
    ['a removal of one that ran', [summary('c', 'paused')], [], ['c die', 'c destroy']],
    ['another name', [summary('c', 'running', 'x')], [summary('c', 'running', 'y')], ['c rename']],
    ['one that is about to start again', [], [summary('c', 'restarting')], ['c create', 'c start', 'c die']],
    ['the end of one that is', [summary('c', 'running')], [summary('c', 'restarting')], ['c die']],
    ['no start of one that is', [summary('c', 'exited')], [summary('c', 'restarting')], []],
    ['an order', [], [summary('new', 'created'), summary('old', 'created')], ['old create', 'new create']],
  ]
  for (const [what, before, after, missing] of table) {
    it(`finds ${what}, just once, and marks it`, () => {
      const told = new Told()
      told.begin(before)
      const events = told.missing(after, 1000n)
      expect(words(events)).to.deep.equal(missing)
      for (const { Actor } of events) expect(Actor!.Attributes).to.have.property(synthesised, 'true')
      expect(told.missing(after, 1000n)).to.deep.equal([])
    })
  }

  it('tells the exit code of an end, and the old name', () => {
    const told = new Told()
    told.begin([summary('c', 'running', 'x')])
    const [rename, die] = told.missing([summary('c', 'exited', 'y')], 1000n)
    expect(rename!.Actor!.Attributes).to.include({ name: 'y', oldName: '/x' })
    expect(die!.Actor!.Attributes).to.include({ exitCode: '3', image: 'app' })
    told.begin([summary('c', 'running')])
    const [crash] = told.missing([summary('c', 'restarting')], 1000n)
    expect(crash!.Actor!.Attributes).to.include({ exitCode: '4' })
  })

  it('tells the labels and the image of what is gone, too', () => {
    const told = new Told()
    told.begin([{ ...summary('c', 'running'), Labels: { tier: 'front' } }])
    const [die, destroy] = told.missing([], 1000n)
    for (const { Actor } of [die!, destroy!])
      expect(Actor!.Attributes).to.include({ tier: 'front', image: 'app', name: 'c' })
  })

  it('does not tell again what the engine tells of it later, but what happens after', () => {
    const told = new Told()
    told.begin([])
    told.missing([summary('c', 'running')], 1_000_000_000n)
    const later = [
      event('c', 'create', 900_000_000),
      event('c', 'start', 900_000_001),
      event('c', 'die', 900_000_002),
      event('c', 'start', 900_000_003),
      event('c', 'die', 5_000_000_000),
    ]
    expect(words(later.filter((one) => told.take(one)))).to.deep.equal(['c die', 'c start', 'c die'])
  })

  it('tells nothing of a container after its synthesised end', () => {
    const told = new Told()
    told.begin([summary('c', 'running')])
    expect(words(told.missing([], 1_000_000_000n))).to.deep.equal(['c die', 'c destroy'])
    const later = ['die', 'start', 'kill', 'die', 'destroy'].map((action, index) => event('c', action, index))
    expect(later.filter((one) => told.take(one))).to.deep.equal([])
  })

  it('leaves nothing to be found where every event was told, whatever they were', () => {
    const actions = ['create', 'start', 'die', 'destroy'] as const
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(...actions))), (happened) => {
        const told = new Told()
        told.begin([])
        const state = new Map<string, string>()
        happened.forEach(([number, action], index) => {
          const id = `c${number}`
          if (action === 'create' ? state.has(id) : !state.has(id)) return
          if (action === 'destroy') state.delete(id)
          else state.set(id, { create: 'created', start: 'running', die: 'exited' }[action])
          told.take(event(id, action, index))
        })
        const list = [...state].map(([id, is]) => summary(id, is))
        expect(told.missing(list, 1_000_000n)).to.deep.equal([])
      }),
    )
  })
})
