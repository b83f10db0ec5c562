import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http'
import { Readable, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { describeError } from '../errors.js'
import type { Upgrade } from '../api/row.js'
import type { AnyJob } from '../engine/job.js'
import type { Logger } from '../engine/log.js'
import { isDuplex, type Reply } from '../engine/reply.js'
import type { Runner } from '../engine/runner.js'
import { answerClientError, closingAnswer } from './client-error.js'
import { Exchanges } from './exchanges.js'
import { framingDoubt, isUnread } from './framing.js'
import { splice, takeOver, upgradeBody, withoutUpgrade, writeHijackHead } from './hijack.js'
import { jobOf, upgradeOf, type Found } from './job.js'
import { matchOperation, type Match } from './match.js'
import { failureReply, messageReply, writeReply } from './reply.js'
import { Turns } from './turns.js'

/** What the Docker frontend needs. */
export interface FrontendOptions {
  readonly runner: Runner
  readonly log: Logger
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
}

/** Speaks the Docker Engine's HTTP API: every request becomes a job, and the job's reply its answer. */
export class Frontend {
  readonly #runner: Runner
  readonly #log: Logger
  readonly #turns = new Turns()
  readonly #exchanges = new Exchanges()

  constructor(options: FrontendOptions) {
    this.#runner = options.runner
    this.#log = options.log
  }

  /** A server that is not listening yet; one for each address. */
  createServer(): Server {
    const server = createServer(serverOptions)
    // Node drops headers past its limit and still frames by them; the size above is the only limit.
    server.maxHeadersCount = 0
    server.on('request', (request, response) => this.#request(request, response))
    server.on('checkContinue', (request, response) => this.#request(request, response))
    server.on('upgrade', (request, socket, head) => this.#upgrade(server, request, socket, head))
    server.on('connect', (_request, socket) => socket.end(closingAnswer(405, 'method not allowed: CONNECT')))
    server.on('clientError', answerClientError)
    return server
  }

  /** Cuts streams, lets finite calls finish for up to `grace` ms, then cuts those. Resolves to how many were cut. */
  close(grace: number): Promise<number> {
    return this.#exchanges.close(grace)
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    // An error of the request shows in its body or in the response; unheard, it would end the process.
    request.on('error', () => undefined)
    this.#inTurn(request.socket, () => this.#answer(request, response))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const doubt = framingDoubt(request)
    if (doubt !== undefined) return refuse(response, doubt)
    const match = matchOperation(request.method ?? '', request.url ?? '')
    if (match.kind !== 'operation') return send(request, response, refusal(match))
    if (request.headers.expect !== undefined) response.writeContinue()
    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    const answered = async (): Promise<void> => {
      const reply = await this.#run(() => jobOf(match, request, request, undefined, gone.signal))
      const engine = takenOver(match, reply)
      if (engine === undefined) return send(request, response, reply)
      const client = takeOver(request, response)
      client.once('close', () => gone.abort())
      writeHijackHead(reply, undefined, client)
      return splice(client, engine)
    }
    const { pace } = match.row
    return this.#exchanges.track({ pace, cut: () => request.socket.destroy() }, answered())
  }

  #upgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined)
    const doubt = framingDoubt(request)
    if (doubt !== undefined) return void socket.end(closingAnswer(400, doubt), () => socket.destroy())
    const match = matchOperation(request.method ?? '', request.url ?? '')
    const upgrade = match.kind === 'operation' ? upgradeOf(match.row, request) : undefined
    // As dockerd does, the wish is ignored where the operation has no such upgrade.
    if (match.kind !== 'operation' || upgrade === undefined) return withoutUpgrade(server, request, socket, head)
    this.#inTurn(socket, () => {
      const { pace } = match.row
      const answered = this.#answerUpgrade(match, upgrade, request, socket as Socket, head)
      return this.#exchanges.track({ pace, cut: () => socket.destroy() }, answered)
    })
  }

  async #answerUpgrade(
    match: Found,
    upgrade: Upgrade,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
  ): Promise<void> {
    const gone = new AbortController()
    socket.once('close', () => gone.abort())
    const body = upgrade === 'websocket' ? Readable.from([]) : upgradeBody(request, socket, head)
    const wired = (job: AnyJob) => this.#runner.wire?.(job, { request, socket, head }) ?? false
    const reply = await this.#run(async () => {
      const job = await jobOf(match, request, body, upgrade, gone.signal)
      return upgrade === 'websocket' && wired(job) ? undefined : job
    })
    if (reply === undefined) return closed(socket)
    const engine = takenOver(match, reply)
    if (engine === undefined) return sendLast(request, socket, reply)
    if (upgrade === 'websocket' && head.length > 0) socket.unshift(head)
    writeHijackHead(reply, upgrade, socket)
    return splice(socket, engine)
  }

  /** Runs the job that `make` makes; every failure becomes a reply. No job, no reply. */
  async #run<J extends AnyJob | undefined>(
    make: () => Promise<J>,
  ): Promise<J extends undefined ? Reply | undefined : Reply>
  async #run(make: () => Promise<AnyJob | undefined>): Promise<Reply | undefined> {
    try {
      const job = await make()
      return job && (await this.#runner.run(job))
    } catch (thrown) {
      return failureReply(thrown)
    }
  }

  #inTurn(connection: Duplex, work: () => Promise<void>): void {
    this.#turns.take(connection, work).catch((thrown: unknown) => {
      // Nothing more can be told to the client: it is gone, or half of an answer has been sent.
      connection.destroy()
      this.#log.debug(`an answer broke off: ${describeError(thrown)}`)
    })
  }
}

/** Sends an ordinary answer. Of a request that has not arrived whole the rest is not waited for. */
function send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  if (isUnread(request)) response.shouldKeepAlive = false
  return writeReply(reply, response)
}

/** Sends an ordinary answer on a connection that Node has let go of, and ends it. */
async function sendLast(request: IncomingMessage, socket: Socket, reply: Reply): Promise<void> {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  await writeReply(reply, response)
  response.detachSocket(socket)
  socket.end(() => socket.destroy())
}

/** Refuses a request that the next hop might read otherwise; nothing else on its connection can be trusted. */
function refuse(response: ServerResponse, doubt: string): Promise<void> {
  response.shouldKeepAlive = false
  return writeReply(messageReply(400, doubt), response)
}

function refusal(match: Exclude<Match, Found>): Reply {
  if (match.kind === 'moved') return messageReply(301, `moved to ${match.location}`, [['Location', match.location]])
  if (match.kind === 'malformed') return messageReply(400, match.sentence)
  return messageReply(404, 'page not found')
}

/** The engine's side of a connection that is to be taken over. Elsewhere a duplex is a stream like any other. */
function takenOver({ row }: Found, { body }: Reply): Duplex | undefined {
  return row.answers.kind === 'duplex' && isDuplex(body) ? body : undefined
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}
