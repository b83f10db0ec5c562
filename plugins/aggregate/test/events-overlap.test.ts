import { expect } from 'chai'
import { EventReader } from './support/event-reader.js'
import { startChildren } from './support/children.js'
import { ToldEngine } from './support/told-engine.js'
import { until } from './support/until.js'

const created = ({ told }: EventReader) =>
  told.filter(({ Action }) => Action === 'create').map(({ Actor }) => Actor.Attributes['name'])

describe('aggregate: events that happen while a stream is opened again', () => {
  it('are told, also where the engine forgets them between the two questions', async () => {
    let isAsked = false
    const engine: ToldEngine = new ToldEngine('SHORT', {
      remembers: 3,
      answered: () => {
        if (isAsked) return
        isAsked = true
        for (let count = 1; count <= 6; count++) engine.create(`late-${count}`)
      },
    })
    await using pool = await startChildren({ engine: engine.install })
    await using reader = await EventReader.open(pool.daemon)
    await until('it is followed', () => engine.followers === 1)
    engine.create('early')
    await reader.until('the first was told', (r) => created(r).includes('early'))
    engine.cut()
    engine.isCut = false
    await until('it is followed again', () => isAsked && engine.followers === 1)
    engine.create('last')
    await reader.until('the last was told', (r) => created(r).includes('last'))
    expect(created(reader)).to.deep.equal(['early', ...[1, 2, 3, 4, 5, 6].map((count) => `late-${count}`), 'last'])
  })
})
