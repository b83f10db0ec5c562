import { createServer, ServerResponse, type IncomingMessage, type Server, type ServerOptions } from 'node:http'
import { Readable, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { describeError } from '../errors.js'
import type { Upgrade } from '../api/row.js'
import { Abort } from '../engine/abort.js'
import type { AnyJob } from '../engine/job.js'
import type { Logger } from '../engine/log.js'
import type { Reply } from '../engine/reply.js'
import type { Runner } from '../engine/runner.js'
import { breakOff, endWith, ignoreError } from './break-off.js'
import { answerClientError, closingAnswer } from './client-error.js'
import { Exchanges } from './exchanges.js'
import { framingDoubt, isUnread, lengthOf } from './framing.js'
import { hijackOf, splice, takeOver, upgradeBody, withoutUpgrade, type Hijack } from './hijack.js'
import { jobOf, longestBody, upgradeOf, type Found } from './job.js'
import { matchOperation, type Match } from './match.js'
import { foreignTo } from './origin.js'
import { failureReply, messageReply, writeReply } from './reply.js'
import { Turns } from './turns.js'

/** What the Docker frontend needs. */
export interface FrontendOptions {
  readonly runner: Runner
  readonly log: Logger
}

/** How one address is served. */
export interface Service {
  /** Makes the server; of plain HTTP unless given. */
  readonly make?: ((options: ServerOptions) => Server) | undefined
  /** Where browsers can reach it: the origins whose pages may send requests. No page may, unless it is here. */
  readonly origins?: readonly string[] | undefined
}

const serverOptions = {
  // A build or a load may take any time; slow headers may not.
  requestTimeout: 0,
  headersTimeout: 15_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
  // `X-Registry-Config` holds credentials of every registry that a client knows.
  maxHeaderSize: 128 * 1024,
  insecureHTTPParser: false,
  // Checked with the rest of the framing, and refused in Docker's shape.
  requireHostHeader: false,
  noDelay: true,
  // A host that has vanished says nothing, and would hold its streams for ever.
  keepAlive: true,
  keepAliveInitialDelay: 10_000,
}

/** Speaks the Docker Engine's HTTP API: every request becomes a job, and the job's reply its answer. */
export class Frontend {
  readonly #runner: Runner
  readonly #log: Logger
  readonly #turns = new Turns()
  readonly #exchanges = new Exchanges()
  #closing = false

  constructor(options: FrontendOptions) {
    this.#runner = options.runner
    this.#log = options.log
  }

  /** A server that is not listening yet; one for each address. */
  createServer({ make = createServer, origins }: Service = {}): Server {
    const server = make(serverOptions)
    // Node drops headers past its limit and still frames by them; the size above is the only limit.
    server.maxHeadersCount = 0
    // A client may end its half and wait for the answer, as `printf … | socat - UNIX:docker.sock` does.
    Object.assign(server, { httpAllowHalfOpen: true })
    const foreign = (request: IncomingMessage) => (origins === undefined ? undefined : foreignTo(request, origins))
    const enter = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
      const sentence = foreign(request)
      if (sentence === undefined) this.#request(request, response, expectsContinue)
      else this.#forbid(request, response, sentence)
    }
    server.on('request', (request, response) => enter(request, response, false))
    server.on('checkContinue', (request, response) => enter(request, response, true))
    server.on('checkExpectation', (request, response) => this.#refuse(request, response))
    server.on('upgrade', (request, socket, head) => {
      const sentence = foreign(request)
      if (sentence === undefined) this.#upgrade(server, request, socket, head)
      else this.#refuseRaw(socket.on('error', ignoreError), 403, sentence)
    })
    server.on('connect', (_request, socket) => this.#refuseRaw(socket, 405, 'method not allowed: CONNECT'))
    server.on('clientError', (error, socket) => {
      // What an earlier request is being answered with must not be mixed up with this.
      if (this.#turns.isBusy(socket)) breakOff(socket)
      else answerClientError(error, socket)
    })
    return server
  }

  /** Cuts streams, lets finite calls finish for up to `grace` ms, then cuts those. Resolves to how many were cut. */
  close(grace: number): Promise<number> {
    this.#closing = true
    return this.#exchanges.close(grace)
  }

  #request(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    // An error of the request shows in its body or in the response; unheard, it would end the process.
    request.on('error', ignoreError)
    this.#inTurn(request.socket, () => this.#answer(request, response, expectsContinue))
  }

  /** Refuses what a web page asks for, and whatever comes behind it. */
  #forbid(request: IncomingMessage, response: ServerResponse, sentence: string): void {
    request.on('error', ignoreError)
    this.#inTurn(request.socket, () => {
      this.#turns.end(request.socket)
      response.shouldKeepAlive = false
      return this.#send(request, response, messageReply(403, sentence))
    })
  }

  #refuse(request: IncomingMessage, response: ServerResponse): void {
    const reply = messageReply(417, `expectation failed: ${request.headers.expect}`)
    this.#inTurn(request.socket, () => this.#send(request, response, reply))
  }

  #refuseRaw(socket: Duplex, status: number, sentence: string): void {
    if (this.#turns.isBusy(socket)) breakOff(socket)
    else endWith(socket, closingAnswer(status, sentence))
  }

  async #answer(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    const doubt = framingDoubt(request)
    if (doubt !== undefined) {
      // Nothing else on the connection can be trusted.
      this.#turns.end(request.socket)
      response.shouldKeepAlive = false
      return writeReply(messageReply(doubt.status, doubt.sentence), response)
    }
    const match = matchOperation(request.method ?? '', request.url ?? '')
    if (match.kind !== 'operation') return this.#send(request, response, refusal(match))
    const { row } = match
    if (expectsContinue && (row.body === 'stream' || lengthOf(request) <= longestBody)) response.writeContinue()
    const exchange = { pace: row.pace, cut: () => request.socket.destroy() }
    return this.#exchanges.track(exchange, () => this.#answerOperation(match, request, response))
  }

  async #answerOperation(match: Found, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new Abort()
    const stay = endWithClient(match.row.pace, request)
    response.on('close', () => {
      stay()
      if (!response.writableFinished) gone.abort()
    })
    const answer = await this.#run(match, undefined, () => jobOf(match, request, request, undefined, gone))
    if ('status' in answer) return this.#send(request, response, answer)
    const client = takeOver(request, response)
    client.once('close', () => gone.abort())
    return splice(client, answer)
  }

  #upgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // No client sends one behind a request that is not answered yet, and Node has let go of the connection.
    if (this.#turns.isBusy(socket)) return breakOff(socket.on('error', ignoreError))
    const doubt = framingDoubt(request)
    if (doubt !== undefined) return this.#refuseRaw(socket, doubt.status, doubt.sentence)
    const match = matchOperation(request.method ?? '', request.url ?? '')
    const upgrade = match.kind === 'operation' ? upgradeOf(match.row, request) : undefined
    // As dockerd does, the wish is ignored where the operation has no such upgrade.
    if (match.kind !== 'operation' || upgrade === undefined) return withoutUpgrade(server, request, socket, head)
    socket.on('error', ignoreError)
    this.#inTurn(socket, () => {
      const exchange = { pace: match.row.pace, cut: () => socket.destroy() }
      return this.#exchanges.track(exchange, () => this.#answerUpgrade(match, upgrade, request, socket as Socket, head))
    })
  }

  async #answerUpgrade(
    match: Found,
    upgrade: Upgrade,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
  ): Promise<void> {
    const gone = new Abort()
    socket.once('close', () => gone.abort())
    if (upgrade === 'websocket') return this.#answerWebSocket(match, request, socket, head, gone)
    if (request.headers.expect?.toLowerCase() === '100-continue') socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    const body = upgradeBody(request, socket, head)
    const make = () => jobOf(match, request, body, upgrade, gone)
    return this.#joinUpgraded(request, socket, await this.#run(match, upgrade, make))
  }

  async #answerWebSocket(
    match: Found,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    gone: Abort,
  ): Promise<void> {
    const job = await jobOf(match, request, Readable.from([]), 'websocket', gone)
    try {
      if (this.#runner.wire?.(job, { request, socket, head }) === true) return await closed(socket)
    } catch (thrown) {
      return sendLast(request, socket, failureReply(thrown))
    }
    if (head.length > 0) socket.unshift(head)
    return this.#joinUpgraded(request, socket, await this.#run(match, 'websocket', () => job))
  }

  #joinUpgraded(request: IncomingMessage, socket: Socket, answer: Reply | Hijack): Promise<void> {
    return 'status' in answer ? sendLast(request, socket, answer) : splice(socket, answer)
  }

  /** Runs the job that `make` makes. Every failure becomes a reply. */
  async #run(
    match: Found,
    upgrade: Upgrade | undefined,
    make: () => AnyJob | Promise<AnyJob>,
  ): Promise<Reply | Hijack> {
    try {
      const job = make()
      const reply = await this.#runner.run(job instanceof Promise ? await job : job)
      return hijackOf(match.row, reply, upgrade) ?? reply
    } catch (thrown) {
      return failureReply(thrown)
    }
  }

  /** Sends an ordinary answer. */
  async #send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
    if (this.#closing) {
      this.#turns.end(request.socket)
      response.shouldKeepAlive = false
    }
    await writeReply(reply, response)
    if (isUnread(request)) dropRest(request)
  }

  #inTurn(connection: Duplex, work: () => Promise<void>): void {
    if (this.#turns.isFull(connection)) return breakOff(connection)
    this.#turns.take(connection, work).catch((thrown: unknown) => {
      // Nothing more can be told to the client: it is gone, or half of an answer has been sent.
      breakOff(connection)
      this.#log.debug(`an answer broke off: ${describeError(thrown)}`)
    })
  }
}

// How long a client may go on sending what nobody reads, and may wait for an answer after it has ended its half, in ms.
const patience = 10_000

/**
 * Drops what is still to come of a request that has been answered. A client that is still sending reads the answer
 * afterwards; on a connection that is closed under it, it would see an error instead.
 */
function dropRest(request: IncomingMessage): void {
  const { socket } = request
  const timer = setTimeout(() => socket.destroy(), patience).unref()
  request.once('close', () => clearTimeout(timer))
  // Whoever had begun to read it has stopped, or has it paused.
  request.unpipe().resume()
}

/**
 * Ends the call of a client that has ended its half of the connection, which may mean that it has gone: at once where
 * the answer would go on, otherwise when there is none after a while. Until what is returned is called.
 */
function endWithClient(pace: 'finite' | 'streaming', { socket }: IncomingMessage): () => void {
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    if (pace === 'streaming') socket.destroy()
    else timer ??= setTimeout(() => socket.destroy(), patience).unref()
  }
  if (socket.readableEnded) end()
  else socket.on('end', end)
  return () => {
    socket.removeListener('end', end)
    clearTimeout(timer)
  }
}

/** Sends an ordinary answer on a connection that Node has let go of, and ends it. */
async function sendLast(request: IncomingMessage, socket: Socket, reply: Reply): Promise<void> {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  // What Node's server does for the responses that it made itself.
  socket.on('drain', () => response.emit('drain'))
  response.once('finish', () => response.emit('close'))
  await writeReply(reply, response)
  response.detachSocket(socket)
  socket.end(() => socket.destroy())
}

function refusal(match: Exclude<Match, Found>): Reply {
  if (match.kind === 'moved') return messageReply(301, `moved to ${match.location}`, [['Location', match.location]])
  if (match.kind === 'malformed') return messageReply(400, match.sentence)
  return messageReply(404, 'page not found')
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}
