import { connect } from 'node:net'
import type { ClientHttp2Session } from 'node:http2'
import { expect } from 'chai'
import { opensslMissing } from './support/certificates.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { callGrpc, upgradeToGrpc, type GrpcAnswer } from './support/grpc.js'
import { describeNeeding } from './support/needs.js'
import { temporaryFolder } from './support/swarmd.js'
import { startFrontends, ways, type Frontends } from './support/frontends.js'

const workers = '/moby.buildkit.v1.Control/ListWorkers'
const none = '/moby.buildkit.v1.Control/None'

/** What an answer without messages says; gRPC may have its trailers in its head. */
const told = ({ head, messages, trailers }: GrpcAnswer) => ({ ...head, ...trailers, messages: messages.length })

describeNeeding(engineMissing() ?? opensslMissing(), 'POST /grpc of a real engine behind forward', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: TestEngine
  let through: Frontends
  let direct: GrpcAnswer
  let refused: GrpcAnswer

  before(async () => {
    folder = await temporaryFolder()
    engine = await startEngine()
    through = await startFrontends(`forward ${engine.address}`, folder.path)
    const session = await upgradeToGrpc(connect(engine.socketPath))
    direct = await callGrpc(session, workers)
    refused = await callGrpc(session, none)
    session.destroy()
  })
  after(async () => {
    const ended = await through?.swarmd.stop()
    await engine?.close()
    await folder?.remove()
    expect(ended?.code).to.equal(0)
    expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
  })

  for (const way of ways) {
    describe(`by ${way}`, () => {
      let session: ClientHttp2Session
      before(async () => void (session = await upgradeToGrpc(through.connect(way))))
      after(() => session?.destroy())

      it('lists the workers of BuildKit, with the trailers of the call', async () => {
        const { head, messages, trailers } = await callGrpc(session, workers)
        expect(head).to.include({ ':status': 200, 'content-type': 'application/grpc' })
        expect(messages).to.have.length(1)
        expect(String(messages[0])).to.include('linux')
        expect(messages[0]!.length).to.equal(direct.messages[0]!.length)
        expect(trailers).to.include({ 'grpc-status': '0' })
      })

      it('is refused a method that is not there in the words of the engine', async () => {
        const answer = await callGrpc(session, none)
        expect(told(answer)).to.deep.equal(told(refused))
        expect(told(answer)).to.include({ ':status': 200, 'grpc-status': '12' })
      })

      it('serves 50 calls at once on one connection', async () => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => callGrpc(session, workers)))
        const seen = answers.map(({ messages, trailers }) => [messages[0]?.length, trailers['grpc-status']])
        expect(seen).to.deep.equal(answers.map(() => [direct.messages[0]!.length, '0']))
      })
    })
  }
})
