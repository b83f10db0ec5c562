import { Readable } from 'node:stream'
import { expect } from 'chai'
import { startDaemon, type EngineHandle } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { backend } from './support.js'

describe('the warnings of docker info', () => {
  /** What a daemon that other machines reach answers to `GET /info`, and where it listens. */
  async function info(answer: (engine: EngineHandle) => unknown, listen = ['tcp://0.0.0.0:0']) {
    const install = (engine: EngineHandle) => {
      engine.register('SystemInfo', () => answer(engine) as never)
      engine.register('SystemVersion', () => ({ Version: '1' }))
    }
    const daemon = await startDaemon({ backends: [backend('fake', install)], listen, grace: 0 })
    try {
      const ports = daemon.addresses.map((address) => Number(/:(\d+)$/.exec(address)?.[1]))
      const target = { socketPath: undefined, port: ports[0] }
      const other = await call(target, 'GET /version')
      expect(other.text).to.equal('{"Version":"1"}\n')
      return { answer: await call(target, 'GET /info'), ports }
    } finally {
      await daemon.close()
    }
  }

  const open = (port: number | undefined) =>
    `WARNING: API is accessible on http://0.0.0.0:${port} without client authentication; nothing real is behind it`

  it('tell of every address that other machines reach, with its real port', async () => {
    const { answer, ports } = await info(
      () => ({ Name: 'x' }),
      ['tcp://0.0.0.0:0', 'tcp://127.0.0.1:0', 'tcp://0.0.0.0:0'],
    )
    expect(answer.json()).to.deep.equal({ Name: 'x', Warnings: [open(ports[0]), open(ports[2])] })
    expect(answer.headers).to.include({ 'content-type': 'application/json', 'content-length': `${answer.text.length}` })
  })

  it('come behind those of the backend', async () => {
    const { answer, ports } = await info(() => Readable.from(['{"Warnings":["No swap limit', ' support"]}']))
    expect(answer.json()).to.deep.equal({ Warnings: ['No swap limit support', open(ports[0])] })
    expect((await info(() => ({ Warnings: null }))).answer.json<{ Warnings: object }>().Warnings).to.have.length(1)
  })

  it('are not there where no other machine comes in', async () => {
    const { answer } = await info(() => ({ Name: 'x' }), ['tcp://127.0.0.1:0'])
    expect(answer.text).to.equal('{"Name":"x"}\n')
  })

  it('leave an answer alone that is none', async () => {
    for (const body of ['no JSON', '["a"]', '1', '']) {
      const { answer } = await info(() => ({ status: 200, body }))
      expect([answer.status, answer.text]).to.deep.equal([200, body])
    }
    const { answer } = await info((engine) => {
      throw engine.error('Unavailable', 'no engine')
    })
    expect(answer).to.include({ status: 503, text: '{"message":"no engine"}\n' })
    expect((await info(() => ({ status: 500, body: '{"message":"x"}' }))).answer.text).to.equal('{"message":"x"}')
  })
})
