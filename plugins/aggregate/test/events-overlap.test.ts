import { expect } from 'chai'
import { call, startFaultProxy } from 'libswarm-core/testing'
import { EventReader } from './support/event-reader.js'
import { startChildren } from './support/children.js'
import { quick, startPool } from './support/running-pool.js'
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

const restarts = ({ words }: EventReader) => words.filter((word) => word.endsWith(': restart'))

describe('aggregate: events of a pool within a pool, of which one engine is ahead', () => {
  const ahead = () => Date.now() + 1900

  it('are all told once over a break, those with a smaller moment than the last one, too', async () => {
    const r2 = new ToldEngine('R2', { isPool: true })
    await using pool = await startChildren({ r2: r2.install })
    await using reader = await EventReader.open(pool.daemon)
    await until('it is followed', () => r2.followers === 1)
    r2.create('of-b')
    r2.create('of-a', ahead())
    await reader.until('both were told', (r) => created(r).length === 2)
    r2.cut()
    r2.create('of-b-meanwhile')
    r2.create('of-a-meanwhile', ahead())
    r2.isCut = false
    await until('it is followed again', () => r2.followers === 1)
    r2.create('of-b-after')
    await reader.until('the last was told', (r) => created(r).includes('of-b-after'))
    expect(created(reader)).to.deep.equal(['of-b', 'of-a', 'of-b-meanwhile', 'of-a-meanwhile', 'of-b-after'])
  })

  it('are known again where they were more than an engine remembers', async () => {
    const r2 = new ToldEngine('R2', { isPool: true, remembers: 10_000 })
    await using pool = await startChildren({ r2: r2.install })
    await using reader = await EventReader.open(pool.daemon)
    await until('it is followed', () => r2.followers === 1)
    const names = Array.from({ length: 1500 }, (_, index) => `c-${index}`)
    for (const name of names) r2.create(name)
    await reader.until('all were told', (r) => created(r).length === names.length)
    r2.cut()
    r2.isCut = false
    await until('it is followed again', () => r2.followers === 1)
    r2.create('last')
    await reader.until('the last was told', (r) => created(r).includes('last'))
    expect(created(reader)).to.deep.equal([...names, 'last'])
  })

  it('are told once each to who asks for the past, too, whichever came last', async () => {
    const r2: ToldEngine = new ToldEngine('R2', {
      isPool: true,
      asked: () => r2.create('of-b-meanwhile'),
    })
    await using pool = await startChildren({ r2: r2.install })
    await using early = await EventReader.open(pool.daemon)
    await until('it is followed', () => r2.followers === 1)
    r2.create('of-a', ahead())
    r2.create('of-b')
    await early.until('both were told', (r) => created(r).length === 2)
    await using reader = await EventReader.open(pool.daemon, '?since=10m')
    r2.create('last')
    await reader.until('the last was told', (r) => created(r).includes('last'))
    expect(created(reader)).to.deep.equal(['of-b', 'of-a', 'of-b-meanwhile', 'last'])
  })

  it('are told at the end of a time, though their stream is broken, and no others', async () => {
    const r2 = new ToldEngine('R2', { isPool: true })
    await using pool = await startChildren({ r2: r2.install }, {}, { ...quick, resume: [60_000, 60_000] })
    await using early = await EventReader.open(pool.daemon)
    await until('it is followed', () => r2.followers === 1)
    r2.create('of-b')
    r2.create('of-a', ahead())
    await early.until('both were told', (r) => created(r).length === 2)
    const [now, end] = [Date.now() / 1000, Date.now() / 1000 + 1]
    await using past = await EventReader.open(pool.daemon, `?since=10m&until=${end}`)
    await using reader = await EventReader.open(pool.daemon, `?since=${now + 0.1}&until=${end}`)
    r2.cut()
    r2.create('of-b-meanwhile')
    await Promise.all([past.ended, reader.ended])
    expect(created(past)).to.have.members(['of-b', 'of-b-meanwhile'])
    expect(created(reader)).to.deep.equal(['of-b-meanwhile'])
  })

  it('are told by daemons as they are by what is written here', async () => {
    await using r2 = await startPool(["a='simulator fast --clock +1s'", "b='simulator right'"])
    await using proxy = await startFaultProxy({ to: r2.daemon.address })
    const times = { ...quick, answerLimit: 10_000 }
    await using pool = await startPool([`r2=forward ${proxy.address}`], {}, times)
    await using reader = await EventReader.open(pool.daemon)
    const restart = (name: string) => call(r2.daemon, `POST /containers/${name}/restart?t=0`)
    await until('it is followed', async () => {
      await restart('fast')
      return restarts(reader).length > 0
    })
    const before = restarts(reader).length
    await proxy.set({ down: true })
    proxy.breakOff('cut')
    await restart('right')
    await proxy.clear()
    await reader.until('it was told', (r) => restarts(r).length > before, 10_000)
    await using past = await EventReader.open(pool.daemon, '?since=10m')
    await restart('right')
    await past.until('the last was told', (r) => restarts(r).filter((word) => word.includes('right')).length === 2)
    expect(restarts(past)).to.have.members(restarts(reader))
  })
})
