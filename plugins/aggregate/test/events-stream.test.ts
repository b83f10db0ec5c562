import { expect } from 'chai'
import { startDaemon } from 'libswarm-core/testing'
import { swarmError, type EngineHandle } from 'libswarm-core'
import { fileURLToPath } from 'node:url'
import { ClientStream } from '../dist/events/client-stream.js'
import { EventReader } from './support/event-reader.js'
import { quick, startPool } from './support/running-pool.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

/** An engine that has everything but events. */
const mute = {
  name: 'mute',
  install: (engine: EngineHandle) => {
    engine.register('SystemEvents', () => {
      throw engine.error('NotImplemented', 'this engine tells nothing')
    })
    engine.catchAll((job) => engine.next!.run(job))
  },
}

describe('aggregate: the events of an engine that has none', () => {
  it('are found out by asking again', async () => {
    await using engine = await startDaemon({ backends: [mute, 'simulator web'], standard: [simulator] })
    await using pool = await startPool([`far=forward ${engine.address}`], {}, { ...quick, resume: [20, 50] })
    await using reader = await EventReader.open(pool.daemon)
    await pool.call('POST /containers/create?name=new', { body: { Image: 'busybox', Cmd: ['sleep', '1000'] } })
    await reader.until('the creation was told', (r) => r.actionsOf('new').includes('create'))
    await pool.call('POST /containers/new/start')
    await reader.until('the start was told', (r) => r.actionsOf('new').includes('start'))
    await pool.call('DELETE /containers/new?force=1')
    await reader.until('the end was told', (r) => r.actionsOf('new').includes('destroy'))
    expect(reader.actionsOf('new')).to.deep.equal(['create', 'start', 'die', 'destroy'])
  })
})

describe('aggregate: the stream of one client', () => {
  const lines = (count: number, length: number) => Array.from({ length: count }, () => Buffer.alloc(length, 'x'))

  it('has the past before what happens meanwhile', async () => {
    const stream = new ClientStream(swarmError, true)
    stream.tell(Buffer.from('c'))
    stream.tellPast([Buffer.from('a'), Buffer.from('b')])
    stream.tell(Buffer.from('d'))
    stream.end()
    const read = (await stream.toArray()) as Buffer[]
    expect(Buffer.concat(read).toString()).to.equal('abcd')
  })

  it('takes a past of any length as fast as it is read', () => {
    let made = 0
    const endless = (function* () {
      for (;;) {
        made++
        yield Buffer.alloc(1024)
      }
    })()
    const stream = new ClientStream(swarmError, true)
    stream.tellPast(endless)
    stream.read(1)
    expect(made).to.be.within(1, 200)
    stream.destroy()
  })

  it('is broken off where more than 1 MB waits, and not before', () => {
    const stream = new ClientStream(swarmError, true)
    stream.on('error', () => undefined)
    for (const line of lines(16, 64 * 1024)) stream.tell(line)
    expect(stream.destroyed).to.equal(false)
    stream.tell(Buffer.alloc(1))
    expect(stream.destroyed).to.equal(true)
    expect(stream.errored).to.include({ kind: 'Unavailable' })
  })
})
