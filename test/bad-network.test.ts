import { expect } from 'chai'
import { call, startFaultProxy, type Faults, type FaultProxy } from 'libswarm-core/testing'
import { unframed } from './support/dockerode.js'
import { begin, exchange, type Exchanged } from './support/exchange.js'
import { openDescriptors } from './support/proc.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const names = Array.from({ length: 60 }, (_, index) => `c${index}`)
const request = (line: string, headers: readonly string[] = [], body = '') =>
  [`${line} HTTP/1.1`, 'Host: d', ...headers, '', body].join('\r\n')
const json = (body: string) => ['Content-Type: application/json', `Content-Length: ${body.length}`]
const single: Faults = {
  toServer: { slice: { bytes: 1, every: 0 } },
  toClient: { slice: { bytes: 1, every: 0 } },
}

describe('a network that fails, between a client and swarmd, and between swarmd and an engine', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let simulator: Swarmd
  let forward: Swarmd
  /** In front of the simulator, and behind the one that forwards. */
  let between: FaultProxy
  const at = (name: string) => ({ socketPath: `${folder.path}/${name}.sock`, port: undefined })

  before(async () => {
    folder = await temporaryFolder()
    const options = { cwd: folder.path }
    simulator = await startSwarmd(['--backend', `simulator ${names.join(' ')}`, 'unix://simulator.sock'], options)
    between = await startFaultProxy({ to: `unix://${at('simulator').socketPath}` })
    forward = await startSwarmd(['--backend', `forward ${between.address}`, 'unix://forward.sock'], options)
  })
  after(async () => {
    const [one, other] = await Promise.all([forward?.stop(), simulator?.stop()])
    await between?.close()
    await folder.remove()
    expect([one?.code, other?.code]).to.deep.equal([0, 0])
    // What broke off is told of; that something went wrong in here would be, too.
    expect(other?.stderr).to.not.match(/error|warning/)
    expect(one?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught/i)
  })
  afterEach(async () => {
    await between.clear()
    between.breakOff('reset')
    for (const name of ['simulator', 'forward']) expect((await call(at(name), 'GET /_ping')).text, name).to.equal('OK')
  })

  const execCat = async (): Promise<string> => {
    const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
    return (await call(at('simulator'), 'POST /containers/c0/exec', { body })).json<{ Id: string }>().Id
  }
  const startExec = async (input: string): Promise<string> => {
    const body = '{"Detach":false,"Tty":false}'
    const headers = ['Connection: Upgrade', 'Upgrade: tcp', ...json(body)]
    return request(`POST /exec/${await execCat()}/start`, headers, `${body}${input}`)
  }

  describe('that brings single bytes', () => {
    const texts: Readonly<Record<string, () => string | Promise<string>>> = {
      'a ping': () => request('GET /_ping'),
      'a long one': () => request('GET /v1.41/networks'),
      'two requests at once': () => request('GET /version') + request('HEAD /_ping'),
      'a refusal': () => request('GET /containers/nobody/json'),
      'a body in chunks': () =>
        request(
          'POST /containers/create',
          ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
          '11\r\n{"Image": "none"}\r\n0\r\n\r\n',
        ),
      'a request that is none': () => request('GET /info', ['Content-Length: x']),
      'a connection that is taken over': () => startExec('to and fro\n'.repeat(50)),
    }
    // The time is no part of an answer, and neither is how the output of a process is cut into frames.
    const constant = ({ heard }: Exchanged) => {
      const [head = '', ...rest] = heard.replaceAll(/Date: .*\r\n/g, '').split('\r\n\r\n')
      const body = rest.join('\r\n\r\n')
      return head.startsWith('HTTP/1.1 101') ? head + unframed(Buffer.from(body, 'latin1')) : `${head}${body}`
    }

    for (const [name, text] of Object.entries(texts)) {
      it(`changes no answer: ${name}`, async () => {
        const whole = constant(await exchange(at('simulator'), await text()))
        await between.set(single)
        expect(constant(await exchange(between, await text())), 'to a client').to.equal(whole)
        expect(constant(await exchange(at('forward'), await text())), 'to forward').to.equal(whole)
      })
    }
  })

  it('that changes bytes ends neither of them, and leaves no client waiting', async () => {
    const body = '{"Image":"busybox","Cmd":["true"]}'
    const texts = [
      request('GET /containers/json'),
      request('POST /containers/create?name=c0', json(body), body),
      request('GET /events?until=1') + request('GET /info'),
      await startExec('echo'),
    ]
    for (let round = 0; round < 60; round++) {
      const text = texts[round % texts.length]!
      const probability = [0.002, 0.02, 0.3][round % 3]!
      await between.set({ toServer: { corrupt: { probability, seed: String(round) } } })
      const { heard } = await exchange(between, text)
      expect(heard).to.match(/^(HTTP\/1\.1 (?!500)[1-5]|$)/)
      await between.set({ toClient: { corrupt: { probability, seed: String(round) } } })
      // A length that has become a larger one is waited for, by anybody.
      await exchange(at('forward'), text, { patience: 200 })
      between.breakOff('reset')
    }
  })

  describe('between swarmd and an engine (rows 65, 73)', () => {
    const finite = request('GET /containers/json')
    const isWhole = (heard: string) => {
      const [head = '', ...rest] = heard.split('\r\n\r\n')
      const length = /^content-length: (\d+)/im.exec(head)?.[1]
      return length === undefined ? heard.endsWith('\r\n0\r\n\r\n') : rest.join('\r\n\r\n').length === Number(length)
    }

    for (const how of ['cut', 'reset', 'halfClose'] as const) {
      it(`breaks off in the middle of an answer, by ${how}: so does the answer to the client`, async () => {
        for (const bytes of [500, 5000, 10_000]) {
          await between.set({ toClient: { [how]: bytes } })
          const { heard } = await exchange(at('forward'), finite, { open: true })
          expect(heard).to.match(/^HTTP\/1\.1 200 OK\r\n/)
          expect(isWhole(heard), `${bytes} bytes`).to.equal(false)
        }
      })

      it(`breaks off in the middle of a stream, by ${how}: so does the stream of the client`, async () => {
        await between.set({ toClient: { [how]: 600 } })
        const events = begin(at('forward'), request('GET /events'), { open: true })
        await until('more has happened than passes', async () => {
          await execCat()
          return events.isOver()
        })
        const stats = begin(at('forward'), request('GET /containers/c0/stats'), { open: true })
        for (const { heard } of [await events.ended, await stats.ended]) {
          expect(heard).to.match(/^HTTP\/1\.1 200 OK\r\n/)
          expect(isWhole(heard)).to.equal(false)
        }
      })

      it(`breaks off before there is an answer, by ${how}: that is a 502 with a sentence`, async () => {
        for (const bytes of [0, 1, 100]) {
          await between.set({ toClient: { [how]: bytes } })
          const { heard } = await exchange(at('forward'), finite)
          expect(heard, `${bytes} bytes`)
            .to.match(/^HTTP\/1\.1 502 /)
            .and.match(/"message":"(cannot connect to|the engine at .* closed|no valid answer from the engine at) /)
        }
      })
    }

    for (const how of ['cut', 'reset'] as const) {
      it(`breaks off while a client waits, by ${how}: it hears of it`, async () => {
        const waiting = request('POST /containers/c0/wait', ['Content-Length: 0'])
        const waits = begin(at('forward'), waiting, { open: true })
        await until('it waits', () => waits.heard().includes('\r\n\r\n'))
        between.breakOff(how)
        expect(isWhole((await waits.ended).heard)).to.equal(false)
      })

      it(`breaks off a connection that was taken over, by ${how}: the client hears of it`, async () => {
        const opened = begin(at('forward'), await startExec('in'), { open: true })
        await until('it is there', () => opened.heard().endsWith('in'))
        between.breakOff(how)
        expect((await opened.ended).heard).to.match(/^HTTP\/1\.1 101 /)
      })
    }

    it('that is refused is a 502, and used again as soon as it is there', async () => {
      await between.set({ down: true })
      between.breakOff('reset')
      const { status, text } = await call(at('forward'), 'GET /info')
      expect([status, text]).to.deep.equal([
        502,
        `{"message":"cannot connect to the engine at ${between.address}: connection refused"}\n`,
      ])
      await between.clear()
      expect((await call(at('forward'), 'GET /info')).status).to.equal(200)
    })

    it('that answers nothing holds no descriptor of a client that has left', async () => {
      await call(at('forward'), 'GET /_ping')
      const before = await openDescriptors(forward.child.pid!)
      await between.set({ blackHole: true })
      const events = request('GET /events')
      const left = Array.from({ length: 50 }, () => exchange(at('forward'), events, { open: true, patience: 50 }))
      for (const { how } of await Promise.all(left)) expect(how).to.equal('left')
      await until('its descriptors are closed', async () => (await openDescriptors(forward.child.pid!)) <= before + 1)
    })
  })
})
