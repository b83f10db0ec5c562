import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { expect } from 'chai'
import { Authority, opensslMissing } from './support/certificates.js'
import { startDeadlyEngine, type DeadlyEngine, type Deed } from './support/deadly-engine.js'
import { hear, isWhole, type Hearing } from './support/hearing.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { get, post } from './support/wire.js'

/** Closes the connection, resets it, or says what is no chunk. */
type Last = 'end' | 'reset' | 'lie'

/** What an engine does to a request, and what the client has of it. */
interface Row {
  /** Finishes the sentence "an engine that …". */
  readonly engine: string
  /** A finite operation unless given. */
  readonly request?: string
  /** Bytes, or what is done. */
  readonly says: string | Deed
  /** What it does then: at once, or when the client has the word `part`. It says no more unless given. */
  readonly then?: Last
  readonly client:
    | /** 502 in Docker's shape. */ 'refused'
    | /** An answer that breaks off within a second, behind the word `part`. */ 'broken'
    | /** A connection that was taken over, and that ends within a second, behind the word `part`. */ 'ended'
    | /** Such an answer. */ RegExp
}

const ok = 'HTTP/1.1 200 OK\r\n'
const sized = `${ok}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"part`
const chunked = `${ok}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{"part\r\n`
const untilClose = `${ok}Content-Type: application/octet-stream\r\n\r\npart`
const upgraded = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\npart'
const wait = post('/containers/a/wait', [])
const events = get('/events')
const attach = '/containers/a/attach?stream=1&stdin=1&stdout=1'
const withUpgrade = post(attach, ['Connection: Upgrade', 'Upgrade: tcp'])
const withoutUpgrade = post(attach, [])

const inTheMiddle: readonly Row[] = (['end', 'reset'] as const).flatMap((then): Row[] => {
  const by = then === 'end' ? 'closes' : 'resets'
  return [
    { engine: `${by} inside a body with a length`, says: sized, then, client: 'broken' },
    { engine: `${by} inside a body in chunks`, says: chunked, then, client: 'broken' },
    { engine: `${by} inside a chunk`, says: chunked.replace('6\r\n', '7\r\n').slice(0, -2), then, client: 'broken' },
    { engine: `${by} inside an export`, request: get('/containers/a/export'), says: chunked, then, client: 'broken' },
    { engine: `${by} inside a wait`, request: wait, says: chunked, then, client: 'broken' },
    { engine: `${by} inside events`, request: events, says: chunked, then, client: 'broken' },
    { engine: `${by} inside an attach`, request: withUpgrade, says: upgraded, then, client: 'ended' },
    { engine: `${by} inside an attach without an upgrade`, request: withoutUpgrade, says: upgraded, then, client: 'ended' }, // prettier-ignore
    { engine: `${by} before it answers`, says: '', then, client: 'refused' },
    { engine: `${by} before it answers a wait`, request: wait, says: '', then, client: 'refused' },
    { engine: `${by} before it answers an attach`, request: withUpgrade, says: '', then, client: 'refused' },
    { engine: `${by} inside its head`, says: `${ok}Content-Le`, then, client: 'refused' },
  ]
})

const fillers = (socket: Socket) => {
  socket.write(ok)
  const more = () => {
    while (socket.writable && socket.write(`X-Filler: ${'x'.repeat(8000)}\r\n`));
  }
  socket.on('drain', more)
  more()
}

const outOfOrder: readonly Row[] = [
  // Only a close is what such a body ends with, and there is no telling it from a death (dockerd never answers so).
  { engine: 'resets inside a body that a close ends', says: untilClose, then: 'reset', client: 'broken' },
  { engine: 'closes behind a body that a close ends', says: untilClose, then: 'end', client: /\r\n0\r\n\r\n$/ },
  { engine: 'has a chunk that is none', says: chunked, then: 'lie', client: 'broken' },
  { engine: 'begins with a chunk that is none', says: `${chunked}zz\r\n`, client: 'refused' },
  { engine: 'has a body behind a 204', says: 'HTTP/1.1 204 No Content\r\n\r\n{"a":1}', client: /^HTTP\/1\.1 204 / },
  { engine: 'has a length and a body behind a 204', says: 'HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n{"a":1}', client: /^HTTP\/1\.1 204 / }, // prettier-ignore
  { engine: 'has a body behind a 304', says: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n{"a":1}', client: /^HTTP\/1\.1 304 / }, // prettier-ignore
  { engine: 'answers twice', says: `${ok}Content-Length: 2\r\n\r\n{}${ok}Content-Length: 3\r\n\r\n{1}`, client: /\r\n\r\n\{\}$/ }, // prettier-ignore
  { engine: 'answers twice, the first time with a 204', says: `HTTP/1.1 204 No Content\r\n\r\n${ok}Content-Length: 3\r\n\r\n{1}`, client: /^HTTP\/1\.1 204 / }, // prettier-ignore
  ...['700', '600', '199', '099', '000', '0200', 'abc', '-1', ''].map((status): Row => ({ engine: `has the status "${status}"`, says: `HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\n{}`, then: 'end', client: 'refused' })), // prettier-ignore
  { engine: 'upgrades what nobody asked it to', says: upgraded, client: 'refused' },
  { engine: 'upgrades a wait', request: wait, says: upgraded, client: 'refused' },
  { engine: 'has two lengths', says: `${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, client: 'refused' },
  { engine: 'has the same length twice', says: `${ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`, client: 'refused' }, // prettier-ignore
  { engine: 'has a length and chunks', says: `${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, client: 'refused' }, // prettier-ignore
  { engine: 'has a length below zero', says: `${ok}Content-Length: -2\r\n\r\n{}`, client: 'refused' },
  { engine: 'has a carriage return in a header', says: `${ok}X-A: b\rX-C: d\r\nContent-Length: 2\r\n\r\n{}`, client: 'refused' }, // prettier-ignore
  { engine: 'has a NUL in a header', says: `${ok}X-A: b\0\r\nContent-Length: 2\r\n\r\n{}`, client: 'refused' },
  { engine: 'has a line break in a header', says: `${ok}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`, client: 'refused' }, // prettier-ignore
  { engine: 'has a header of 2 MB', says: `${ok}X-A: ${'a'.repeat(2_000_000)}\r\nContent-Length: 2\r\n\r\n{}`, client: 'refused' }, // prettier-ignore
  { engine: 'has headers without end', says: fillers, client: 'refused' },
  { engine: 'speaks another language', says: 'SSH-2.0-OpenSSH_9.2\r\n', client: 'refused' },
  { engine: 'speaks HTTP/2', says: '\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80', client: 'refused' },
  { engine: 'answers random bytes', says: '\x8f\x02\xff\x00\x13\x37'.repeat(1000), client: 'refused' },
]

const redirects: readonly Row[] = [301, 302, 307, 308].map((status) => ({
  engine: `redirects to a metadata service with ${status}`,
  says: `HTTP/1.1 ${status} Elsewhere\r\nLocation: http://169.254.169.254/latest/meta-data/\r\nContent-Length: 0\r\n\r\n`,
  client: new RegExp(`^HTTP/1\\.1 ${status} [^]*\\r\\nLocation: http://169\\.254\\.169\\.254/latest/meta-data/\\r\\n`),
}))

const outcomes = {
  refused: '502 with a sentence',
  broken: "the client's answer breaks off",
  ended: "the client's connection ends",
}

describe('an engine behind forward that dies, or that lies', function () {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: DeadlyEngine
  let swarmd: Swarmd
  let clients: Readonly<Record<string, () => Socket>>

  const missing = opensslMissing()
  if (missing !== undefined) it.skip(`breaks off a client of TLS, too [skipped: ${missing}]`)

  before(async () => {
    folder = await temporaryFolder()
    engine = await startDeadlyEngine()
    const tls = missing === undefined ? await tlsWords(folder.path) : []
    const addresses = ['unix://a.sock', 'tcp://127.0.0.1:0', ...(tls.length === 0 ? [] : ['tls://127.0.0.1:0'])]
    swarmd = await startSwarmd([...tls, '--backend', `forward ${engine.address}`, ...addresses], { cwd: folder.path })
    const portOf = (scheme: string) =>
      Number(new RegExp(`listening on ${scheme}://127\\.0\\.0\\.1:(\\d+)`).exec(swarmd.stderr())![1])
    const open = { allowHalfOpen: true, host: '127.0.0.1' }
    clients = {
      unix: () => connect({ path: join(folder.path, 'a.sock'), allowHalfOpen: true }),
      tcp: () => connect({ ...open, port: portOf('tcp') }),
      ...(tls.length === 0
        ? {}
        : { tls: () => connectTls({ socket: connect({ ...open, port: portOf('tls') }), rejectUnauthorized: false }) }),
    }
  })
  after(async () => {
    const ended = await swarmd.stop()
    await engine.close()
    await folder.remove()
    expect(ended.code).to.equal(0)
    expect(ended.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
  })

  for (const row of [...inTheMiddle, ...outOfOrder]) it(`${titleOf(row)} (row 73)`, () => onEachFrontend(row))
  for (const row of redirects) it(`${titleOf(row)}, and nobody follows (row 74)`, () => onEachFrontend(row))

  it('is not followed to an address that could be reached (row 74)', async () => {
    let visits = 0
    const elsewhere = createServer(() => visits++).listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    const { port } = elsewhere.address() as AddressInfo
    const location = `http://127.0.0.1:${port}/`
    const says = `HTTP/1.1 307 Elsewhere\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`
    await onEachFrontend({ engine: '', says, client: new RegExp(`\r\nLocation: ${location}\r\n`) })
    elsewhere.close()
    await once(elsewhere, 'close')
    expect(visits).to.equal(0)
  })

  async function onEachFrontend(row: Row): Promise<void> {
    const { request = get('/info'), says, then } = row
    const early = then !== undefined && (row.client === 'refused' || row.client instanceof RegExp)
    engine.does((socket) => {
      if (typeof says === 'string') socket.write(says, 'latin1')
      else says(socket)
      if (early) leave(socket, then)
    })
    for (const [name, client] of Object.entries(clients)) {
      engine.asked()
      const hearing = hear(client(), request)
      await sees(hearing, row, `${name}: ${row.engine}`)
      hearing.close()
      // It was asked once: but for a GET, on a connection that had been used before and that closed before there was an answer.
      const line = request.split('\r\n')[0]
      const again = early && request.startsWith('GET ') ? [line] : []
      const asked = engine.asked()
      expect(asked, name).to.deep.equal([line, ...again.slice(0, asked.length - 1)])
      // What it said besides is no answer to the next one.
      const next = hear(client(), get('/version'))
      await next.until('the next client has its own answer', () => next.heard().endsWith('{"fine":true}'))
      next.close()
      for (const socket of engine.touched()) socket.destroy()
    }
  }

  async function sees(hearing: Hearing, { client, then }: Row, what: string): Promise<void> {
    if (client === 'refused') {
      await hearing.until(`the client is refused; ${what}`, () => isWhole(hearing.heard()))
      const [head = '', body = ''] = hearing.heard().split('\r\n\r\n')
      expect(head, what).to.match(/^HTTP\/1\.1 502 /)
      const { message, ...others } = JSON.parse(body) as { message: string }
      expect([others, message.includes(`the engine at ${engine.address}`)], message).to.deep.equal([{}, true])
    } else if (client instanceof RegExp) {
      await hearing.until(`the client has its answer; ${what}`, () => client.test(hearing.heard()))
      expect(isWhole(hearing.heard()), what).to.equal(true)
    } else {
      await hearing.until(`the client has a part; ${what}`, () => hearing.heard().includes('part'))
      if (then !== undefined) for (const socket of engine.touched()) leave(socket, then)
      await hearing.until(`the client hears of the end; ${what}`, () => hearing.isOver())
      expect(hearing.heard(), what).to.match(/^HTTP\/1\.1 (200|101) [^]*part/)
      expect(isWhole(hearing.heard()), what).to.equal(false)
    }
  }
})

function titleOf({ engine, client }: Row): string {
  const outcome = typeof client === 'string' ? outcomes[client] : 'is passed on as far as HTTP allows'
  return `that ${engine}: ${outcome}`
}

function leave(socket: Socket, how: Last): void {
  if (how === 'lie') socket.write('zz\r\n')
  else if (how === 'end') socket.destroySoon()
  else socket.resetAndDestroy()
}

/** A certificate of the daemon's, as words of its command line. */
async function tlsWords(folder: string): Promise<readonly string[]> {
  const { cert, key } = await (await Authority.make(folder)).issue('server', { usage: 'serverAuth' })
  return ['--tlscert', cert, '--tlskey', key]
}
