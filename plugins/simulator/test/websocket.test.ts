import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, eventually, run, startSimulator } from './support.js'
import { frameOf, openWebSocket } from './websocket-client.js'

const all = 'stream=1&stdin=1&stdout=1&stderr=1'
const text = (answer: string): [number, string] => [Number(answer.slice(9, 12)), answer.slice(13)]

describe('attaching to a container by a WebSocket', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startSimulator('web')
    await run(daemon, 'cat', { Cmd: ['cat'], OpenStdin: true })
  })

  after(() => daemon.close())

  const open = (name: string, query = all, version = '/v1.48') =>
    openWebSocket(daemon, `${version}/containers/${name}/attach/ws?${query}`)
  const state = async (name: string): Promise<string> => {
    const { Status, ExitCode } = (await call(daemon, `GET /containers/${name}/json`)).json<{
      State: { Status: string; ExitCode: number }
    }>().State
    return `${Status} ${ExitCode}`
  }
  const closed = [8, Buffer.of(0x03, 0xe8)] as const

  it('is accepted, passes what is typed and what is written, and closes both ways', async () => {
    const client = await open('cat')
    expect(text(client.head[0] ?? '')).to.deep.equal([101, 'Switching Protocols'])
    expect(client.head).to.include.members(['Upgrade: websocket', 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo='])
    client.send(frameOf(1, 'text, '))
    await client.until('text, ')
    client.send(frameOf(2, Buffer.of(0, 255, 10)))
    await eventually(async () => client.frames().length === 2)
    client.send(frameOf(8, Buffer.of(0x03, 0xe8)))
    await client.ended
    expect(client.frames()).to.deep.equal([[2, Buffer.from('text, ')], [2, Buffer.of(0, 255, 10)], closed])
    expect(await state('cat')).to.equal('running 0')
  })

  it('is in text messages before API 1.28, in binary ones since', async () => {
    const clients = await Promise.all([open('cat', all, '/v1.27'), open('cat', all, '/v1.28'), open('cat', all, '')])
    clients[0].send(frameOf(1, 'ü'))
    for (const client of clients) await client.until('ü')
    expect(clients.map((client) => client.frames()[0]![0])).to.deep.equal([1, 2, 2])
    for (const client of clients) client.leave()
  })

  it('answers pings also inside of a message, and takes pongs', async () => {
    const client = await open('cat')
    client.send(Buffer.concat([frameOf(1, 'a', { final: false }), frameOf(9, 'are you there'), frameOf(10, '')]))
    client.send(Buffer.concat([frameOf(0, '', { final: false }), frameOf(0, 'b')]))
    await client.until('ab')
    expect(
      client
        .frames()
        .find(([code]) => code === 10)?.[1]
        .toString(),
    ).to.equal('are you there')
    client.leave()
  })

  it('passes long messages on as they come', async () => {
    const client = await open('cat')
    const long = 'x'.repeat(70_000) + 'y'.repeat(200)
    const frame = frameOf(2, long)
    client.send(frame.subarray(0, 5))
    client.send(frame.subarray(5, 40_001))
    client.send(frame.subarray(40_001))
    await client.until(long)
    client.leave()
  })

  const wrong: readonly [string, number, Buffer][] = [
    ['is not masked', 1002, frameOf(1, 'x', { masked: false })],
    ['has a reserved bit', 1002, frameOf(1, 'x', { reserved: 0x40 })],
    ['has a reserved opcode', 1002, frameOf(3, 'x')],
    ['continues nothing', 1002, frameOf(0, 'x')],
    ['is a long ping', 1002, frameOf(9, 'x'.repeat(126))],
    ['is a ping in pieces', 1002, frameOf(9, 'x', { final: false })],
    ['begins a message inside of another', 1002, Buffer.concat([frameOf(1, '', { final: false }), frameOf(1, 'x')])],
    ['is a message of more than 1 MiB', 1009, frameOf(2, Buffer.alloc(1024 * 1024 + 1))],
    ['is longer than a number', 1009, Buffer.concat([Buffer.of(0x82, 0xff), Buffer.alloc(12, 0xff)])],
  ]
  for (const [what, reason, bytes] of wrong) {
    it(`closes with ${reason} for what ${what}`, async () => {
      const client = await open('cat')
      client.send(bytes)
      client.send(frameOf(1, 'unheard'))
      await client.ended
      const frames = client.frames()
      expect(frames.map(([code, payload]) => [code, payload.readUInt16BE()])).to.deep.equal([[8, reason]])
      expect(await state('cat')).to.equal('running 0')
    })
  }

  it('takes texts that are no UTF-8, and a close for any reason, as dockerd does', async () => {
    const client = await open('cat')
    client.send(frameOf(1, Buffer.of(0xff, 0xfe)))
    await eventually(async () => client.frames().length === 1)
    client.send(frameOf(8, Buffer.of(0, 1, 0xff)))
    await client.ended
    expect(client.frames()).to.deep.equal([[2, Buffer.of(0xff, 0xfe)], closed])
  })

  it('ends with the client’s half, and ends the input of one with StdinOnce', async () => {
    const half = await open('cat')
    half.end()
    await half.ended
    expect(half.frames()).to.deep.equal([closed])
    await run(daemon, 'once', { Cmd: ['cat'], OpenStdin: true, StdinOnce: true })
    const client = await open('once')
    client.send(frameOf(1, 'last'))
    client.send(frameOf(8, ''))
    await client.ended
    expect(client.frames()).to.deep.equal([[2, Buffer.from('last')], closed])
    await eventually(async () => (await state('once')) === 'exited 0')
  })

  it('chooses the streams since API 1.42, and has all of them before', async () => {
    await create(daemon, 'two', { Cmd: ['sh', '-c', 'echo out; echo err >&2'] })
    const clients = await Promise.all([open('two', 'stream=1&stderr=1'), open('two', 'stream=1&stderr=1', '/v1.41')])
    await call(daemon, 'POST /containers/two/start')
    await Promise.all(clients.map((client) => client.ended))
    expect(clients.map((client) => client.text())).to.deep.equal(['err\n', 'out\nerr\n'])
    const past = await open('two', 'logs=1&stdout=1')
    const nothing = await open('two', '')
    await Promise.all([past.ended, nothing.ended])
    expect([past.frames(), nothing.frames()]).to.deep.equal([[[2, Buffer.from('out\n')], closed], [closed]])
  })

  it('closes as the container ends, detaches by keys on a terminal', async () => {
    await run(daemon, 'tty', { Cmd: ['sh'], OpenStdin: true, Tty: true })
    const [typing, watching] = await Promise.all([open('tty'), open('tty', 'stream=1&stdout=1')])
    typing.send(frameOf(1, 'echo hi\r'))
    await eventually(async () => watching.text().endsWith('echo hi\r\nhi\r\n/ # '))
    typing.send(frameOf(1, '\x10\x11'))
    await typing.ended
    expect(typing.frames().at(-1)).to.deep.equal(closed)
    await call(daemon, 'POST /containers/tty/kill')
    await watching.ended
    expect(watching.frames().at(-1)).to.deep.equal(closed)
  })

  it('refuses what is no handshake, and what cannot be attached to', async () => {
    const status = async (name: string, fields: Record<string, string | undefined> = {}): Promise<number> => {
      const client = await openWebSocket(daemon, `/v1.48/containers/${name}/attach/ws?${all}`, fields)
      client.leave()
      return text(client.head[0]!)[0]
    }
    expect(await status('nope')).to.equal(404)
    await run(daemon, 'still', {})
    await call(daemon, 'POST /containers/still/pause')
    expect(await status('still')).to.equal(409)
    expect(await status('cat', { 'Sec-WebSocket-Version': '8' })).to.equal(400)
    expect(await status('cat', { 'Sec-WebSocket-Key': undefined })).to.equal(400)
    expect(await status('cat', { 'Sec-WebSocket-Protocol': 'a, b' })).to.equal(400)
    expect(await status('cat', { 'Sec-WebSocket-Protocol': 'a' })).to.equal(101)
    expect((await call(daemon, `GET /containers/cat/attach/ws?${all}`)).status).to.equal(400)
  })
})
