import { expect } from 'chai'
import { EngineClock } from '../dist/nodes/engine-clock.js'

describe('aggregate: the clock of an engine', () => {
  /** Takes in what the engine tells in the middle of an asking that took so many ms, and is so many ms ahead. */
  const measure = (clock: EngineClock, took: number, ahead: number) => {
    const now = Date.now()
    clock.measure(new Date(now - took / 2 + ahead).toISOString(), now - took, now)
  }
  const ahead = ({ nearly }: EngineClock): number => nearly!.now - Date.now()

  it('is not known before it was read', () => expect(new EngineClock().nearly).to.equal(undefined))

  it('is known as well as it was read best', () => {
    const clock = new EngineClock()
    measure(clock, 40, 5000)
    measure(clock, 4000, 4000)
    expect(clock.nearly!.off).to.be.within(20, 30)
    expect(ahead(clock)).to.be.within(4800, 5200)
  })

  it('is read anew where it was set meanwhile', () => {
    const clock = new EngineClock()
    measure(clock, 40, 5000)
    measure(clock, 4000, -60_000)
    expect(clock.nearly!.off).to.be.within(2000, 2010)
    expect(ahead(clock)).to.be.within(-60_200, -59_800)
  })
})
