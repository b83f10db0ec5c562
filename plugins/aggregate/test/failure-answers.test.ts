import { expect } from 'chai'
import { PassThrough, Readable } from 'node:stream'
import { failureOf } from '../dist/nodes/failure.js'
import { fail } from './support/observed.js'

describe('aggregate: an answer of failure', () => {
  it('is the sentence of the engine', async () => {
    const told = await failureOf({ status: 409, body: Readable.from([Buffer.from('{"message":"in use"}')]) }, fail)
    expect(told).to.include({ kind: 'Conflict', message: 'in use' })
    expect(await failureOf({ status: 404, body: undefined }, fail)).to.include({ message: 'status 404' })
  })

  it('is not read for ever where it has no end', async () => {
    let sent = 0
    const endless = function* () {
      for (; sent < 10_000; sent++) yield Buffer.alloc(16_384, 'x')
    }
    const body = Readable.from(endless(), { objectMode: false })
    const told = await failureOf({ status: 500, body }, fail)
    expect(told).to.include({ kind: 'Internal' })
    expect(told.message).to.have.length(65_536)
    expect([body.destroyed, sent < 20]).to.deep.equal([true, true])
  })

  it('is not waited for for ever where nothing comes', async () => {
    const body = new PassThrough()
    body.write('not whole')
    expect(await failureOf({ status: 503, body }, fail)).to.include({ kind: 'Unavailable', message: 'not whole' })
    expect(body.destroyed).to.equal(true)
  }).timeout(20_000)

  it('that breaks off is told of as that', async () => {
    const body = new PassThrough()
    body.write('{"mess')
    setImmediate(() => body.destroy(new Error('reset')))
    const thrown: unknown = await failureOf({ status: 500, body }, fail).catch((caught: unknown) => caught)
    expect(thrown).to.include({ kind: 'Unreachable', message: 'the answer broke off: reset' })
  })
})
