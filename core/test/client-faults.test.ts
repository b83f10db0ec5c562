import { PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import { call, startFaultProxy, startTestDaemon, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { backend, until, Wire } from './support.js'

const hows = ['cut', 'reset', 'halfClose'] as const

describe('a client whose connection breaks (row 65)', () => {
  let daemon: TestDaemon
  let proxy: FaultProxy
  const seen = { created: 0, loads: [] as string[], aborted: 0, ended: 0, closed: 0 }

  before(async () => {
    const fake = backend('fake', (engine) => {
      engine.register('SystemPing', () => Buffer.from('OK'))
      engine.register('ContainerCreate', () => {
        seen.created++
        return { Id: 'c0ffee', Warnings: [] }
      })
      engine.register('ImageLoad', async function* (job) {
        const how = await job.input!.toArray().then(
          () => 'whole',
          () => 'broken',
        )
        seen.loads.push(how)
        yield { stream: how }
      })
      engine.register('ContainerAttach', (job) => {
        job.signal.addEventListener('abort', () => seen.aborted++)
        const echo = new PassThrough()
        return echo.on('end', () => seen.ended++).on('close', () => seen.closed++)
      })
      engine.register('ContainerExport', () => {
        const endless = new Readable({ read: () => void endless.push(Buffer.alloc(1000, 'x')) })
        return endless.on('close', () => seen.closed++)
      })
    })
    daemon = await startTestDaemon({ backends: [fake], tcp: true })
    proxy = await startFaultProxy({ to: daemon.address })
  })
  after(async () => {
    await proxy.close()
    await daemon.close()
  })
  beforeEach(() => Object.assign(seen, { created: 0, loads: [], aborted: 0, ended: 0, closed: 0 }))
  const wires: Wire[] = []
  const write = (text: string): Wire => {
    const wire = new Wire(proxy).write(text)
    wires.push(wire)
    return wire
  }
  afterEach(async () => {
    for (const { socket } of wires.splice(0)) socket.destroy()
    await proxy.clear()
    // Nobody else notices, and nothing is left.
    expect((await call(daemon, 'GET /_ping')).text).to.equal('OK')
    await until(() => proxy.open() === 0)
  })

  const request = (line: string, headers: readonly string[], body = '') =>
    [`${line} HTTP/1.1`, 'Host: d', ...headers, '', body].join('\r\n')

  /** Sends a text of which so many bytes arrive, and waits for the end of the connection. */
  const sendPart = async (text: string, bytes: number, how: (typeof hows)[number]): Promise<string> => {
    await proxy.set({ toServer: { [how]: bytes } })
    return write(text).ended()
  }

  for (const how of hows) {
    it(`in the head, by ${how}, has asked for nothing`, async () => {
      const text = request('POST /containers/create', ['Content-Type: application/json', 'Content-Length: 2'], '{}')
      for (const bytes of [0, 1, 20, text.length - 3]) {
        expect(await sendPart(text, bytes, how), `${bytes} bytes`).to.match(/^(HTTP\/1\.1 400 [^]*)?$/)
      }
      expect(seen.created).to.equal(0)
    })

    for (const framing of ['Content-Length: 20', 'Transfer-Encoding: chunked']) {
      const body = framing.startsWith('T') ? '14\r\n{"Image": "busybox"}\r\n0\r\n\r\n' : '{"Image": "busybox"}'

      it(`in a JSON body, by ${how}, has created nothing: ${framing}`, async () => {
        const text = request('POST /containers/create', ['Content-Type: application/json', framing], body)
        for (const left of [1, 8]) {
          expect(await sendPart(text, text.length - left, how)).to.match(/^(HTTP\/1\.1 400 [^]*)?$/)
        }
        expect(seen.created).to.equal(0)
      })

      it(`in an upload, by ${how}, has broken it off: ${framing}`, async () => {
        const text = request('POST /images/load', [framing], body)
        expect(await sendPart(text, text.length - 8, how)).to.not.include('whole')
        await until(() => seen.loads.length === 1)
        expect(seen.loads).to.deep.equal(['broken'])
      })
    }
  }

  for (const upgrade of [[], ['Connection: Upgrade', 'Upgrade: tcp']]) {
    const text = request('POST /containers/web/attach', [...upgrade, 'Content-Length: 0'])
    const attach = async () => {
      const wire = write(text)
      await wire.until('\r\n\r\n')
      wire.write('in')
      await wire.until(/in$/)
      return wire
    }

    it(`on a connection that was taken over, ${upgrade.length > 0 ? 'upgraded' : 'as it was'}: an end is one`, async () => {
      const wire = await attach()
      await proxy.set({ toServer: { halfClose: text.length + 5 } })
      wire.write('put and more')
      expect(await wire.ended()).to.match(/\r\n\r\ninput$/)
      expect(seen).to.include({ ended: 1, closed: 1 })
    })

    it(`on a connection that was taken over, ${upgrade.length > 0 ? 'upgraded' : 'as it was'}: a reset is none`, async () => {
      await attach()
      proxy.breakOff('reset')
      await until(() => seen.closed === 1)
      expect(seen).to.include({ aborted: 1, ended: 0 })
    })
  }

  it('that sends 64 KB along with its wish for a connection loses none of it', async () => {
    const wish = request('POST /containers/web/attach', ['Connection: Upgrade', 'Upgrade: tcp', 'Content-Length: 0'])
    const input = 'to and fro\n'.repeat(6000)
    const wire = write(wish + input)
    wire.socket.end()
    expect((await wire.ended()).split('\r\n\r\n')[1]).to.equal(input)
  })

  for (const how of ['cut', 'reset'] as const) {
    it(`in the middle of an answer, by ${how}, ends what sends it`, async () => {
      await proxy.set({ toClient: { [how]: 100_000 } })
      const heard = await write(request('GET /containers/web/export', [])).ended()
      expect(heard.length).to.be.at.most(100_000)
      await until(() => seen.closed === 1)
    })
  }

  it('a hundred times over, in any place, leaves nothing', async () => {
    const texts = [
      request('POST /containers/create', ['Content-Type: application/json', 'Content-Length: 2'], '{}'),
      request('POST /images/load', ['Content-Length: 20'], 'x'.repeat(20)),
      request('POST /containers/web/attach', ['Content-Length: 0']),
      request('GET /containers/web/export', []),
    ]
    for (let bytes = 0; bytes < 25; bytes++) {
      const how = hows[bytes % 2]!
      await proxy.set({ toServer: { [how]: bytes * 6 }, toClient: { reset: 2000 } })
      const all = texts.map(write)
      for (const { socket } of all) socket.end()
      await Promise.all(all.map((wire) => wire.ended()))
    }
  })
})
