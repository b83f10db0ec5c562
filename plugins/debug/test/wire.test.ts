import { expect } from 'chai'
import type { InlineBackend, Install } from 'libswarm-core'
import { startTestDaemon } from 'libswarm-core/testing'
import { connect } from 'node:net'
import { record, until } from './recorder.js'

const echo: Install = (engine) => {
  engine.register('ContainerAttachWebsocket', {
    run: () => {
      throw engine.error('Internal', 'run was called')
    },
    wire: (_job, { socket }) => {
      socket.write('HTTP/1.1 101 Yes\r\n\r\n')
      socket.pipe(socket)
      return true
    },
  })
}

const behind: InlineBackend = { name: 'echo', install: echo }

describe('a connection that the next backend takes over whole', () => {
  it('goes through, and is told of', async () => {
    const debug = record()
    const daemon = await startTestDaemon({ backends: [debug.backend, behind] })
    const socket = connect({ path: daemon.socketPath!, allowHalfOpen: true })
    socket.write('GET /containers/x/attach/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await until(() => debug.text().includes('wired'))
    socket.end('hello')
    expect(Buffer.concat((await socket.toArray()) as Buffer[]).toString()).to.equal('HTTP/1.1 101 Yes\r\n\r\nhello')
    await until(() => debug.text().includes('ended'))
    expect(debug.lines()).to.deep.equal([
      'TIME #1 --> ContainerAttachWebsocket (x)',
      'TIME #1 <-- ContainerAttachWebsocket wired MS',
      'TIME #1 <-- ContainerAttachWebsocket ended MS 5 bytes, 5 bytes in',
    ])
    await daemon.close()
  })
})
