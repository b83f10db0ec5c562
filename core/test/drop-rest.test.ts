import type { IncomingMessage } from 'node:http'
import { Readable, type Duplex } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import type { TestDaemon } from 'libswarm-core/testing'
import { daemonOf, until, Wire } from './support.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

describe('a client that leaves in the middle of its body', () => {
  let daemon: TestDaemon
  let connections: WeakRef<Duplex>[]
  before(async () => {
    daemon = await daemonOf((engine) => {
      engine.register('ImageLoad', async (job) => {
        connections.push(new WeakRef((job.input as IncomingMessage).socket))
        await job.input!.toArray()
        return Readable.from([])
      })
    })
  })
  after(() => daemon.close())
  beforeEach(() => void (connections = []))

  for (const framing of ['Content-Length: 1000000', 'Transfer-Encoding: chunked']) {
    it(`is forgotten at once: ${framing} (row 66)`, async () => {
      const head = ['POST /images/load HTTP/1.1', 'Host: d', framing, '', '3\r\nabc\r\n'].join('\r\n')
      for (let left = 10; left > 0; left--) {
        const before = connections.length
        const wire = new Wire(daemon).write(head)
        await until(() => connections.length > before)
        wire.socket.destroy()
      }
      expect(connections).to.have.length(10)
      await until(() => {
        collectGarbage()
        // The last one may still be in a register or on the way out.
        return connections.filter((connection) => connection.deref() !== undefined).length <= 1
      })
    })
  }
})
