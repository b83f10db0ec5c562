import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { Turns } from '../dist/http/turns.js'

const limits = { waiting: 100, waitingInAll: 1000, stalled: 60_000 }

describe('turns on a connection', () => {
  it('come one after the other, and after sixteen of them others are looked after', async () => {
    const turns = new Turns(limits, () => undefined)
    const connection = new PassThrough()
    const ran: number[] = []
    let leave: () => void = () => undefined
    turns.take(connection, () => (leave = () => turns.leave(connection)))
    for (let at = 0; at < 40; at++) {
      turns.take(connection, () => {
        ran.push(at)
        turns.leave(connection)
      })
    }
    expect(ran).to.deep.equal([])
    leave()
    expect(ran).to.have.lengthOf(15)
    await new Promise((resolve) => setImmediate(resolve))
    expect(ran).to.have.lengthOf(31)
    await new Promise((resolve) => setImmediate(resolve))
    expect(ran).to.deep.equal(Array.from({ length: 40 }, (_, at) => at))
    expect(turns.isBusy(connection)).to.equal(false)
  })

  it('are not had by a connection that is done meanwhile, and others may wait again', async () => {
    for (const end of [(one: PassThrough, turns: Turns) => turns.end(one), (one: PassThrough) => one.destroy()]) {
      const turns = new Turns({ ...limits, waitingInAll: 30 }, () => undefined)
      const [connection, other] = [new PassThrough(), new PassThrough()]
      let ran = 0
      let leave: () => void = () => undefined
      turns.take(connection, () => (leave = () => turns.leave(connection)))
      for (let at = 0; at < 40; at++) {
        turns.take(connection, () => {
          ran++
          turns.leave(connection)
        })
      }
      for (let at = 0; at < 3; at++) turns.take(other, () => undefined)
      expect([turns.isFull(connection), turns.isFull(other)]).to.deep.equal([true, true])
      leave()
      end(connection, turns)
      await new Promise((resolve) => setImmediate(resolve))
      expect([ran, turns.isBusy(connection), turns.isFull(other)]).to.deep.equal([15, false, false])
    }
  })
})
