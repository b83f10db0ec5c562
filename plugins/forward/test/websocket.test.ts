import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { expect } from 'chai'
import { createForward } from 'libswarm-backend-forward'
import type { BackendSpec } from 'libswarm-core'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { forwardTo } from './support/forwarding.js'
import { Peer, scriptedEngine, upTo, type ScriptedEngine } from './support/scripted-engine.js'

const inFront: BackendSpec = { name: 'pass', install: (engine) => engine.catchAll((job) => engine.next!.run(job)) }
const ask = [
  'GET /v1.41/containers/a/attach/ws?stream=1 HTTP/1.1',
  'Host: h',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]
const accept = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
]

for (const [title, front] of [
  ['spliced', []],
  ['behind another backend', [inFront]],
] as const) {
  describe(`a WebSocket, ${title}`, () => {
    let engine: ScriptedEngine
    let daemon: TestDaemon

    before(async () => {
      engine = await scriptedEngine()
      daemon = await startTestDaemon({ backends: [...front, forwardTo(engine.address)] })
      await engine.accept()
    })

    after(async () => {
      await daemon.close()
      await engine.close()
    })

    const open = (path = daemon.socketPath!): Peer => new Peer(connect({ path }))

    it('is passed on with its handshake and every byte in either direction', async () => {
      const caller = open()
      caller.answer(ask, '\x81early')
      const peer = await engine.accept()
      const request = await peer.request()
      expect(request.line).to.equal('GET /v1.41/containers/a/attach/ws?stream=1 HTTP/1.1')
      expect(request.headers.map((line) => line.toLowerCase())).to.include.members([
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'sec-websocket-key: dghlihnhbxbszsbub25jzq==',
      ])
      peer.answer(accept, '\x82first')
      expect((await caller.take(upTo('first'))).toLowerCase()).to.match(
        /^http\/1.1 101 switching protocols\r\n[^]*sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk\+xoo=\r\n[^]*\r\n\x82first$/,
      )
      expect(await peer.take(upTo('early'))).to.equal('\x81early')
      caller.socket.destroy()
      await peer.ended()
    })

    it('that the engine refuses gets the answer of the engine', async () => {
      const caller = open()
      caller.answer(ask)
      const peer = await engine.accept()
      await peer.request()
      peer.answer(
        ['HTTP/1.1 404 Not Found', 'Content-Type: application/json', 'Content-Length: 16'],
        '{"message":"no"}',
      )
      expect(await caller.take(upTo('{"message":"no"}'))).to.match(/^HTTP\/1.1 404 Not Found\r\n/)
      await caller.ended()
    })

    const sentence = '{"message":"no"}'
    const chunks = `10\r\n${sentence}\r\n0\r\n\r\n`
    for (const [framing, body] of [
      ['Content-Length: 16', sentence],
      ['Transfer-Encoding: chunked', chunks],
    ] as const) {
      it(`that the engine refuses with ${framing} is told where the refusal ends`, async () => {
        const caller = open()
        caller.answer(ask)
        const peer = await engine.accept()
        await peer.request()
        peer.answer(['HTTP/1.1 404 Not Found', 'Connection: Upgrade', framing], body)
        const head = await caller.take(upTo('\r\n\r\n'))
        expect(head.toLowerCase().match(/^connection: .*$/gm)).to.deep.equal(['connection: close'])
        const [end, whole] = /^transfer-encoding: chunked$/im.test(head) ? ['\r\n0\r\n\r\n', chunks] : ['}', sentence]
        expect(await caller.take(upTo(end))).to.equal(whole)
        await caller.ended()
      })
    }

    it('that the engine does not answer is told so', async () => {
      const caller = open()
      caller.answer(ask)
      const peer = await engine.accept()
      await peer.request()
      peer.socket.destroy()
      const answer = await caller.take(upTo('}\n'))
      expect(answer).to.match(/^HTTP\/1.1 502 Bad Gateway\r\n/)
      expect(answer).to.contain(
        `{"message":"the engine at ${engine.address} closed the connection before it answered"}`,
      )
      await caller.ended()
    })

    it('is watched: nothing heard from the engine breaks it off, or is told where nothing was answered', async () => {
      const silent = await scriptedEngine()
      const install = createForward({ every: 20, patience: 60 })
      const forward = { name: 'forward', install, options: { address: silent.address } }
      const watching = await startTestDaemon({ backends: [...front, forward] })
      await silent.accept()
      const [caller, late] = [open(watching.socketPath), open(watching.socketPath)]
      caller.answer(ask)
      const peer = await silent.accept()
      await peer.request()
      peer.answer(accept, '\x81\x01a')
      await caller.take(upTo('\x81\x01a'))
      late.answer(ask)
      await caller.closed()
      const answer = await late.take(upTo('}\n'))
      expect(answer).to.match(/^HTTP\/1.1 502 Bad Gateway\r\n[^]*: nothing was heard from it for 0\.06 s"\}/)
      await peer.closed()
      await watching.close()
      await silent.close()
    })

    it('to an engine that is not there is told so', async () => {
      const absent = await startTestDaemon({ backends: [...front, forwardTo(`unix://${tmpdir()}/none.sock`)] })
      const caller = open(absent.socketPath)
      caller.answer(ask)
      const answer = await caller.take(upTo('}\n'))
      expect(answer).to.match(/^HTTP\/1.1 502 Bad Gateway\r\n/)
      expect(answer).to.contain('none.sock: no such file"}')
      await absent.close()
    })
  })
}
