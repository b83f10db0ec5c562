import { once } from 'node:events'
import { Duplex, PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import type { ReplyInit } from 'libswarm-core'
import { noticeLeaving } from '../dist/http/leaving.js'
import { backend, until, Wire } from './support.js'

const much = 'x'.repeat(4 * 1024 * 1024)

/** A request whose client leaves in the middle. */
interface Kind {
  readonly request: string
  /** Leaves when this has come of the answer; when the job is there otherwise. */
  readonly until?: string
  /** Reads nothing of the answer. */
  readonly unread?: boolean
}

const head = (line: string, ...fields: readonly string[]): string =>
  [`${line} HTTP/1.1`, 'Host: d', ...fields, '', ''].join('\r\n')
const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']
const webSocket = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: k']
const json = (length: number) => ['Content-Type: application/json', `Content-Length: ${length}`]
const chunk = `${much.length.toString(16)}\r\n${much}\r\n`

// The backend of `silent` answers nothing; that of `deaf` opens a stream, takes nothing of what comes and says nothing.
const kinds: Readonly<Record<string, Kind>> = {
  'a call that is not answered': { request: head('GET /containers/silent/json') },
  'a call with a body that is not answered': { request: `${head('POST /containers/create', ...json(2))}{}` },
  'events of which none comes': { request: head('GET /events'), until: '200 OK' },
  'an image that is saved, and not read': { request: head('GET /images/a/get'), until: '200 OK', unread: true },
  'an upload that is not read': { request: head('POST /images/load', `Content-Length: ${much.length}`) + much },
  'an upload that is not read, and not whole': {
    request: head('POST /images/load', `Content-Length: ${2 * much.length}`) + much,
  },
  'an upload that has not begun': { request: head('POST /images/load', 'Content-Length: 10') },
  'an upload in chunks that is not read': { request: `${head('POST /images/load', 'Transfer-Encoding: chunked')}${chunk}0\r\n\r\n` }, // prettier-ignore
  'an upload in chunks that is not read, and not whole': {
    request: head('POST /images/load', 'Transfer-Encoding: chunked') + chunk + chunk.slice(0, -2),
  },
  'an attach that is not answered': { request: head('POST /containers/silent/attach?stream=1', ...upgrade) },
  'an attach that is not answered, with input': {
    request: head('POST /containers/silent/attach?stream=1', ...upgrade) + much,
  },
  'an attach without an upgrade that is not answered': { request: head('POST /containers/silent/attach?stream=1') },
  'a web socket that is not answered': { request: head('GET /containers/silent/attach/ws', ...webSocket) },
  'a command that is not answered': {
    request: `${head('POST /exec/silent/start', ...upgrade, ...json(16))}{"Detach":false}`,
  },
  'a command that is not answered, with input': {
    request: `${head('POST /exec/silent/start', ...upgrade, ...json(16))}{"Detach":false}${much}`,
  },
  'an attach on which nothing comes': {
    request: head('POST /containers/deaf/attach?stream=1', ...upgrade),
    until: '101 UPGRADED',
  },
  'an attach that takes no input': {
    request: head('POST /containers/deaf/attach?stream=1', ...upgrade) + much,
    until: '101 UPGRADED',
  },
  'an attach without an upgrade that takes no input': {
    request: head('POST /containers/deaf/attach?stream=1'),
    until: '200 OK',
  },
}

for (const tcp of [false, true]) {
  describe(`a client that leaves in the middle, on ${tcp ? 'TCP' : 'a Unix socket'}`, () => {
    let daemon: TestDaemon
    let began = 0
    let aborted = 0

    before(async () => {
      const never = () => new Promise<never>(() => undefined)
      const fake = backend('fake', (engine) => {
        engine.catchAll({
          wire: () => false,
          run: (job): Promise<ReplyInit> => {
            began++
            job.signal.addEventListener('abort', () => aborted++)
            if (job.operation === 'SystemEvents')
              return Promise.resolve({ status: 200, body: new Readable({ read: () => undefined }) })
            if (job.operation === 'ImageGet') return Promise.resolve({ status: 200, body: pouring() })
            if (job.operation !== 'ContainerAttach' || job.path.id !== 'deaf') return never()
            return Promise.resolve({ status: 101, body: new Duplex({ read: () => undefined, write: () => undefined }) })
          },
        })
      })
      daemon = await startTestDaemon({ backends: [fake], tcp })
    })
    after(() => daemon.close())
    beforeEach(() => {
      began = 0
      aborted = 0
    })

    for (const [name, { request, until: sign, unread }] of Object.entries(kinds)) {
      it(`ends ${name}`, async () => {
        const wire = new Wire(daemon).write(request)
        await (sign === undefined ? until(() => began === 1) : wire.until(sign))
        if (unread === true) wire.socket.pause()
        // What fills every buffer on the way has done so.
        await new Promise((resolve) => setTimeout(resolve, 100))
        expect(aborted).to.equal(0)
        if (tcp) wire.socket.resetAndDestroy()
        else wire.socket.destroy()
        await until(() => aborted === 1)
      })
    }
  })
}

// Longer than it takes to be asked twice whether it is still there.
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1200))

for (const tcp of [false, true]) {
  describe(`a client that has ended its half only, on ${tcp ? 'TCP' : 'a Unix socket'}`, () => {
    let daemon: TestDaemon
    let began = 0
    let aborted = 0
    let answer = (): void => undefined

    before(async () => {
      const fake = backend('fake', (engine) => {
        engine.catchAll(async (job): Promise<ReplyInit> => {
          began++
          job.signal.addEventListener('abort', () => aborted++)
          await new Promise<void>((resolve) => (answer = resolve))
          const isTaken = job.operation === 'ContainerAttach' || job.operation === 'ExecStart'
          return isTaken ? { status: 101, body: new PassThrough() } : { status: 200, body: 'inspected' }
        })
      })
      daemon = await startTestDaemon({ backends: [fake], tcp })
    })
    after(() => daemon.close())
    beforeEach(() => {
      began = 0
      aborted = 0
    })

    const body = '{"Detach":false}'
    for (const [name, request, heard] of [
      ['a call', head('GET /containers/a/json'), /inspected$/],
      ['an attach', `${head('POST /containers/a/attach?stream=1', ...upgrade)}input`, /^HTTP\/1\.1 101 [^]*\r\ninput$/],
      [
        'a command',
        `${head('POST /exec/a/start', ...upgrade, ...json(body.length))}${body}input`,
        /^HTTP\/1\.1 101 [^]*\r\ninput$/,
      ],
    ] as const) {
      it(`gets the answer to ${name} that takes a while`, async () => {
        const wire = new Wire(daemon).write(request)
        wire.socket.end()
        await until(() => began === 1)
        await aWhile()
        expect(aborted).to.equal(0)
        answer()
        expect(await wire.ended()).to.match(heard)
        wire.socket.destroy()
      })
    }

    it('has its upload wait until it is read', async () => {
      const wire = new Wire(daemon).write(kinds['an upload that is not read']!.request)
      wire.socket.end()
      await until(() => began === 1)
      await aWhile()
      expect(aborted).to.equal(0)
      wire.socket.destroy()
    })
  })
}

describe('a client that has left before an answer takes its connection over', () => {
  it('is not asked any more whether it is still there', async () => {
    const client = new PassThrough()
    client.destroy()
    await once(client, 'close')
    let asked = 0
    client.write = () => ++asked > 0
    noticeLeaving(client)
    await aWhile()
    expect(asked).to.equal(0)
  })
})

/** What never ends. */
function pouring(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(0x10000))
    },
  })
}
