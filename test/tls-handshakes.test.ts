import { createServer, type Server } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { Handshakes, type HandshakeLimits } from '../core/dist/listen/handshakes.js'
import { Authority, opensslMissing, type Pair } from './support/certificates.js'
import { describeNeeding } from './support/needs.js'
import { until } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'
import { get } from './support/tls-client.js'

describeNeeding(opensslMissing(), 'TLS handshakes', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let pair: Pair
  const lines: string[] = []
  const open: (() => void)[] = []

  before(async () => {
    folder = await temporaryFolder()
    pair = await (await Authority.make(folder.path)).issue('server', { usage: 'serverAuth' })
  })
  after(() => folder.remove())
  afterEach(() => {
    for (const close of open.splice(0)) close()
    lines.splice(0)
  })

  async function start(limits: HandshakeLimits) {
    const options = { cert: await readFile(pair.cert), key: await readFile(pair.key), allowHalfOpen: true }
    const server: Server = createServer(options, (_, response) => response.end('OK'))
    const handshakes = new Handshakes((line) => lines.push(line), limits)
    handshakes.guard(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push(() => handshakes.close())
    open.push(() => server.close())
    let accepted = 0
    server.on('connection', () => accepted++)
    return { handshakes, accepted: () => accepted, port: (server.address() as AddressInfo).port }
  }

  /** A connection that sends some bytes and then nothing. */
  async function stall(port: number, sent: string): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', () => undefined).resume()
    await new Promise((resolve) => socket.once('connect', resolve))
    if (sent !== '') await new Promise((resolve) => socket.write(sent, 'latin1', resolve))
    open.push(() => socket.destroy())
    return socket
  }
  // What a handshake begins with, and no more of it.
  const beginning = '\x16\x03\x01'
  const closed = (socket: Socket) =>
    new Promise<void>((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())))

  it('have a time, those that wait and those that have not begun included', async () => {
    const { port } = await start({ time: 300, most: 1 })
    const sockets = await Promise.all([
      stall(port, beginning),
      stall(port, beginning),
      stall(port, ''),
      stall(port, 'GE'),
    ])
    await Promise.all(sockets.map(closed))
    expect(lines).to.deep.equal(['refused a TLS connection from 127.0.0.1: its handshake was not over within 0.3 s'])
    expect((await get({ port }, '/')).text).to.equal('OK')
  })

  it('are so many at once, others wait for their turn', async () => {
    const { port } = await start({ time: 60_000, most: 2 })
    const first = await stall(port, beginning)
    await stall(port, beginning)
    let answered = false
    const waiting = get({ port }, '/').then(({ text }) => {
      answered = true
      return text
    })
    // Takes a turn at once where one is free, and so would be answered before this one is.
    await stall(port, 'GET / HTTP/1.1\r\n').then(closed)
    expect(answered).to.equal(false)
    first.destroy()
    expect(await waiting).to.equal('OK')
  })

  it('are not held up by who says nothing', async () => {
    const { port } = await start({ time: 60_000, most: 1 })
    await Promise.all(Array.from({ length: 20 }, () => stall(port, '')))
    const answers = await Promise.all(Array.from({ length: 20 }, () => get({ port }, '/')))
    expect(answers.map(({ text }) => text)).to.deep.equal(Array(20).fill('OK'))
  })

  it('leave room again however they end', async () => {
    const { port } = await start({ time: 60_000, most: 1 })
    for (let round = 0; round < 5; round++) {
      ;(await stall(port, beginning)).resetAndDestroy()
      await closed(await stall(port, '\x16\x03\x01\xff\xffgarbage'))
      await closed(await stall(port, 'SSH-2.0-x\r\n'))
      expect((await get({ port }, '/')).text).to.equal('OK')
    }
  })

  it('end with the daemon', async () => {
    const { port, handshakes, accepted } = await start({ time: 60_000, most: 1 })
    const sockets = await Promise.all([stall(port, beginning), stall(port, beginning), stall(port, '')])
    await until('all are accepted', () => accepted() === 3)
    handshakes.close()
    await Promise.all(sockets.map(closed))
  })
})
