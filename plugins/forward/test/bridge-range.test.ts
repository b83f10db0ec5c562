import { connect } from 'node:net'
import { expect } from 'chai'
import type { AnyJob, BackendSpec } from 'libswarm-core'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { forwardTo } from './support/forwarding.js'

type Says = () => unknown

describe('the range that a bridge learns', () => {
  let asked: AnyJob[]
  let says: Says
  let engine: TestDaemon
  let daemon: TestDaemon

  const versionOf: Says = () => ({ ApiVersion: '1.50', MinAPIVersion: '1.44' })
  const backend: BackendSpec = {
    name: 'engine',
    install: (handle) =>
      handle.catchAll((job) => {
        asked.push(job)
        if (job.operation === 'SystemVersion') return says()
        if (job.operation === 'SystemPing') return Buffer.from('OK')
        if (job.operation === 'PutContainerArchive') return job.input!.resume() && undefined
        if (job.upgrade !== undefined) throw handle.error('Conflict', 'not now')
        return []
      }),
  }
  const seen = () => asked.map(({ operation, version, search }) => [operation, version, search])

  beforeEach(async () => {
    asked = []
    says = versionOf
    engine = await startTestDaemon({ backends: [backend] })
    const { options, ...spec } = forwardTo(engine.address) as { options: object; name: string; install: never }
    daemon = await startTestDaemon({ backends: [{ ...spec, options: { ...options, bridge: true } }] })
    asked = []
  })

  afterEach(async () => {
    await daemon.close()
    await engine.close()
  })

  it('is asked for once, at the first call with a version', async () => {
    await call(daemon, 'GET /_ping')
    expect(seen()).to.deep.equal([['SystemPing', undefined, '']])
    asked = []
    await Promise.all(['1.24', '1.60', '1.45'].map((version) => call(daemon, `GET /v${version}/networks`)))
    await call(daemon, 'GET /v1.30/networks')
    expect(seen().map(([operation, version]) => `${String(operation)} ${String(version)}`)).to.have.members([
      'SystemVersion undefined',
      ...['NetworkList 1.44', 'NetworkList 1.50', 'NetworkList 1.45', 'NetworkList 1.44'],
    ])
  })

  it('is not known of an engine that does not tell it: calls pass as they came', async () => {
    says = () => ({ status: 403, body: '{"message":"no"}' })
    expect((await call(daemon, 'GET /v1.24/networks')).status).to.equal(200)
    says = versionOf
    expect((await call(daemon, 'GET /v1.24/networks')).status).to.equal(200)
    const lists = seen().filter(([operation]) => operation === 'NetworkList')
    expect(lists.map(([, version]) => version)).to.deep.equal(['1.24', '1.44'])
  })

  it('is taken as from 1.12 where the engine tells no oldest version', async () => {
    says = () => ({ ApiVersion: '1.24' })
    for (const version of ['1.20', '1.30']) await call(daemon, `GET /v${version}/networks`)
    const lists = seen().filter(([operation]) => operation === 'NetworkList')
    expect(lists.map(([, version]) => version)).to.deep.equal(['1.20', '1.24'])
  })

  it('is asked for again when the engine did not answer', async () => {
    await call(daemon, 'GET /v1.24/networks')
    await engine.close()
    const { status, text } = await call(daemon, 'GET /v1.24/networks')
    expect(status).to.equal(502)
    expect(text).to.include('cannot connect to the engine')
    expect((await call(daemon, 'GET /v1.24/networks')).status).to.equal(502)
  })

  it('counts for archives, taken-over connections and WebSockets, by their version and query alone', async () => {
    await call(daemon, 'PUT /v1.24/containers/a/archive?path=/&copyUIDGID=1', { body: 'tar' })
    const upgrade = async (line: string, protocol: string) => {
      const socket = connect(daemon.socketPath!)
      const head = ['Host: h', 'Connection: Upgrade', `Upgrade: ${protocol}`, 'Sec-WebSocket-Version: 13']
      socket.write([line, ...head, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''].join('\r\n'))
      await new Promise((resolve) => socket.once('data', resolve))
      socket.destroy()
    }
    await upgrade('POST /v1.24/containers/a/attach?stream=1 HTTP/1.1', 'tcp')
    await upgrade('GET /v1.24/containers/a/attach/ws?stream=1 HTTP/1.1', 'websocket')
    expect(seen().slice(1)).to.deep.equal([
      ['PutContainerArchive', '1.44', 'path=%2F'],
      ['ContainerAttach', '1.44', 'stream=1'],
      ['ContainerAttachWebsocket', '1.44', 'stream=1&stdin=1&stdout=1&stderr=1'],
    ])
  })

  it('has what is to be read sent uncompressed, and nothing else', async () => {
    const headers = { 'Accept-Encoding': 'gzip' }
    await call(daemon, 'GET /v1.24/images/json', { headers })
    await call(daemon, 'GET /v1.45/images/json', { headers })
    expect(asked.slice(1).map((job) => job.header('accept-encoding'))).to.deep.equal([undefined, 'gzip'])
  })
})
