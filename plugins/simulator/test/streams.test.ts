import type { Readable } from 'node:stream'
import { expect } from 'chai'
import { longestQueue, Streams, type Sink } from '../dist/streams.js'

const closed = (stream: Readable): Promise<void> => new Promise((resolve) => stream.once('close', resolve))

describe('an answer that goes on', () => {
  const open = (signal: AbortSignal): { stream: Readable; sink: Sink; stopped: () => number } => {
    let sink: Sink | undefined
    let stopped = 0
    const stream = new Streams().open(signal, (given) => {
      sink = given
      return () => void stopped++
    })
    return { stream, sink: sink!, stopped: () => stopped }
  }

  it('drops a client that does not read, and its source', async () => {
    const { stream, sink, stopped } = open(new AbortController().signal)
    const line = 'x'.repeat(1024 * 1024)
    for (let bytes = 0; bytes <= longestQueue; bytes += line.length) sink.write(line)
    await closed(stream)
    expect([stream.destroyed, stopped()]).to.deep.equal([true, 1])
    sink.write('no more')
    sink.end()
  })

  it('ends its source once when the client has gone', async () => {
    const controller = new AbortController()
    const { stream, stopped } = open(controller.signal)
    controller.abort()
    await closed(stream)
    expect(stopped()).to.equal(1)
  })

  it('is over before it began when the client has gone already', async () => {
    const { stream, stopped } = open(AbortSignal.abort())
    await closed(stream)
    expect(stopped()).to.equal(1)
  })

  it('stops a source that says too much as it begins', async () => {
    let stopped = 0
    const stream = new Streams().open(new AbortController().signal, (sink) => {
      sink.writeBytes(new Uint8Array(longestQueue + 1))
      return () => void stopped++
    })
    await closed(stream)
    expect(stopped).to.equal(1)
  })
})
