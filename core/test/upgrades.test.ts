import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { operations } from 'libswarm-core'
import type { TestDaemon } from 'libswarm-core/testing'
import { daemonOf, Wire } from './support.js'

const protocols = ['tcp', 'h2c', 'websocket']

describe('a wish for an upgrade', () => {
  let daemon: TestDaemon
  const dispatched: string[] = []

  before(async () => {
    daemon = await daemonOf((engine) => {
      // Would take any connection over.
      engine.catchAll(({ operation }) => {
        dispatched.push(operation)
        return { status: 101, body: new PassThrough() }
      })
    })
  })
  after(() => daemon.close())

  it('is granted by five operations alone, each to its own protocol, and all are dispatched', async () => {
    const granted: string[] = []
    for (const { method, operation, path } of operations) {
      for (const protocol of protocols) {
        const line = `${method} ${path.replaceAll(/\{\w+\}/g, 'a')} HTTP/1.1`
        const wish = ['Connection: Upgrade', `Upgrade: ${protocol}`]
        const head = [line, 'Host: d', ...wish, 'Content-Type: application/json', 'Content-Length: 2', '', '{}']
        const wire = new Wire(daemon).write(head.join('\r\n'))
        const heard = await wire.until('\r\n\r\n')
        wire.socket.destroy()
        expect(dispatched.splice(0), line).to.deep.equal([operation])
        if (heard.startsWith('HTTP/1.1 101 ')) granted.push(`${operation}: ${protocol}`)
      }
    }
    expect(granted).to.have.members([
      'ContainerAttach: tcp',
      'ContainerAttachWebsocket: websocket',
      'ExecStart: tcp',
      'Session: h2c',
      'Grpc: h2c',
    ])
  })
})
