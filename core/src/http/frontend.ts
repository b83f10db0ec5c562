import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Readable, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { describeError } from '../errors.js'
import type { Upgrade } from '../api/row.js'
import type { Operation } from '../api/table.js'
import { Abort } from '../engine/abort.js'
import type { AnyJob } from '../engine/job.js'
import type { Logger } from '../engine/log.js'
import { discard, type Reply } from '../engine/reply.js'
import type { Runner } from '../engine/runner.js'
import { Arrivals, arrivingRequest, arrivingUpgrade, type Arriving } from './arriving.js'
import { breakOff, ignoreError } from './break-off.js'
import { Clients } from './clients.js'
import { Connections } from './connections.js'
import { closeBehind, dropRest } from './drop-rest.js'
import { Exchanges, type Exchange } from './exchanges.js'
import { framingDoubt, hasBody, isUnread, lengthOf } from './framing.js'
import { hijackOf, splice, takeOver, upgradeBody, withoutUpgrade, type Hijack } from './hijack.js'
import { jobOf, upgradeOf, type Found } from './job.js'
import { limitsOf, type FrontendLimits } from './limits.js'
import { matchOperation } from './match.js'
import { answered, failed } from './observed.js'
import type { Observer } from './observer.js'
import { foreignTo } from './origin.js'
import { Refusals } from './refusals.js'
import { messageReply, writeReply, type Done } from './reply.js'
import { sendLast } from './send-last.js'
import { makeServer, type Service } from './server.js'
import { Turns } from './turns.js'
import { unmatchedReply } from './unmatched.js'
import { WholeBodies } from './whole-bodies.js'

type MakeJob = () => AnyJob | Promise<AnyJob>

/** What the Docker frontend needs. */
export interface FrontendOptions {
  readonly runner: Runner
  readonly log: Logger
  /** Those that are other than `limitTable` says. */
  readonly limits?: Partial<FrontendLimits>
  /** Hears of every call and of every refusal; nobody unless given. */
  readonly observer?: Observer | undefined
}

/** Speaks the Docker Engine's HTTP API: every request becomes a job, and the job's reply its answer. */
export class Frontend {
  readonly #runner: Runner
  readonly #log: Logger
  readonly #observer: Observer | undefined
  readonly #limits: FrontendLimits
  readonly #connections: Connections
  readonly #turns: Turns
  readonly #arrivals = new Arrivals()
  readonly #bodies: WholeBodies
  readonly #refusals: Refusals
  readonly #exchanges = new Exchanges()
  readonly #clients = new Clients()
  #closing = false

  constructor({ runner, log, limits, observer }: FrontendOptions) {
    this.#runner = runner
    this.#log = log
    this.#observer = observer
    this.#limits = limitsOf(limits)
    this.#connections = new Connections(this.#limits.connections, log)
    this.#turns = new Turns(this.#limits, breakOff)
    this.#bodies = new WholeBodies(this.#limits)
    this.#refusals = new Refusals({ log, turns: this.#turns, arrivals: this.#arrivals, observer })
  }

  /** A server that is not listening yet; one for each address. */
  createServer({ make, origins }: Service = {}): Server {
    const server = makeServer(this.#limits, make)
    this.#connections.bound(server)
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
      else this.#refusals.turnAway(socket.on('error', ignoreError), 403, sentence)
    })
    server.on('connect', (_request, socket) => this.#refusals.turnAway(socket, 405, 'method not allowed: CONNECT'))
    server.on('clientError', (error, socket) => this.#refusals.unreadable(error, socket as Socket))
    return server
  }

  /** Cuts streams, lets finite calls finish for up to `grace` ms, then cuts those. Resolves to how many were cut. */
  close(grace: number): Promise<number> {
    this.#closing = true
    return this.#exchanges.close(grace)
  }

  #request(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    if (this.#turns.isFull(request.socket)) return turnAway(request)
    // An error of the request shows in its body or in the response; unheard, it would end the process.
    request.on('error', ignoreError)
    this.#inTurn(request.socket, (done) => this.#answer(request, response, expectsContinue, done))
  }

  /** Refuses what a web page asks for, and whatever comes behind it. */
  #forbid(request: IncomingMessage, response: ServerResponse, sentence: string): void {
    request.on('error', ignoreError)
    this.#inTurn(request.socket, (done) => {
      this.#turns.end(request.socket)
      response.shouldKeepAlive = false
      this.#send(request, response, this.#refused(messageReply(403, sentence)), done)
    })
  }

  #refuse(request: IncomingMessage, response: ServerResponse): void {
    const reply = messageReply(417, `expectation failed: ${request.headers.expect}`)
    this.#inTurn(request.socket, (done) => {
      if (this.#isDoubtful(request)) return done()
      this.#send(request, response, this.#refused(reply), done)
    })
  }

  /** Whether a request has been refused, and the connection with it, because its framing is in doubt. */
  #isDoubtful(request: IncomingMessage): boolean {
    const doubt = framingDoubt(request, this.#limits.urlSize)
    // Nothing else on the connection can be trusted.
    if (doubt !== undefined) this.#refusals.refuse(request.socket, doubt.status, doubt.sentence)
    return doubt !== undefined
  }

  #answer(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean, done: Done): void {
    if (this.#isDoubtful(request)) return done()
    const match = matchOperation(request.method ?? '', request.url ?? '')
    if (match.kind !== 'operation') {
      return this.#send(request, response, this.#refused(unmatchedReply(match, request.method)), done)
    }
    const { row } = match
    if (expectsContinue && (row.body === 'stream' || this.#bodies.allows(lengthOf(request)))) response.writeContinue()
    const exchange = this.#exchange(row, request.socket)
    this.#exchanges.begin(exchange)
    this.#answerOperation(match, exchange, request, response, done)
  }

  #refused(reply: Reply): Reply {
    this.#observer?.refused(reply.status)
    return reply
  }

  #exchange(row: Operation, connection: Duplex): Exchange {
    return { pace: row.pace, connection, observed: this.#observer?.called(row) }
  }

  #answerOperation(
    match: Found,
    exchange: Exchange,
    request: IncomingMessage,
    response: ServerResponse,
    done: Done,
  ): void {
    const gone = new Abort()
    const { socket } = request
    this.#clients.wait(socket, { pace: match.row.pace, gone })
    const end: Done = (failure) => {
      this.#clients.leave(socket)
      if (failure !== undefined) gone.abort()
      this.#exchanges.end(exchange)
      done(failure)
    }
    if (hasBody(request)) response.once('close', this.#watch(match, arrivingRequest(request, response), gone))
    const make = () => this.#exchanges.received(jobOf(match, request, request, undefined, gone, this.#bodies))
    const join = (answer: Reply | Hijack) => {
      if ('status' in answer) return this.#send(request, response, answer, end)
      const client = takeOver(request, response)
      client.once('close', () => gone.abort())
      splice(client, answer).then(() => end(), end)
    }
    this.#run(match, exchange, undefined, make, join).catch(end)
  }

  #upgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // No client sends one behind a request that is not answered yet, and Node has let go of the connection.
    if (this.#turns.isBusy(socket)) return breakOff(socket.on('error', ignoreError))
    const doubt = framingDoubt(request, this.#limits.urlSize)
    if (doubt !== undefined) return this.#refusals.refuse(socket, doubt.status, doubt.sentence)
    const match = matchOperation(request.method ?? '', request.url ?? '')
    const upgrade = match.kind === 'operation' ? upgradeOf(match.row, request) : undefined
    // As dockerd does, the wish is ignored where the operation has no such upgrade.
    if (match.kind !== 'operation' || upgrade === undefined) return withoutUpgrade(server, request, socket, head)
    socket.on('error', ignoreError)
    this.#inTurn(socket, (done) => {
      const exchange = this.#exchange(match.row, socket)
      this.#exchanges.begin(exchange)
      this.#answerUpgrade(match, exchange, upgrade, request, socket as Socket, head)
        .finally(() => this.#exchanges.end(exchange))
        .then(() => done(), done)
    })
  }

  async #answerUpgrade(
    match: Found,
    exchange: Exchange,
    upgrade: Upgrade,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
  ): Promise<void> {
    const gone = new Abort()
    socket.once('close', () => gone.abort())
    if (upgrade === 'websocket') return this.#answerWebSocket(match, exchange, request, socket, head, gone)
    if (request.headers.expect?.toLowerCase() === '100-continue') socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    const body = upgradeBody(request, socket, head)
    this.#watch(match, arrivingUpgrade(body, socket), gone)
    const make = () => jobOf(match, request, body, upgrade, gone, this.#bodies)
    return this.#joinUpgraded(request, socket, match, exchange, upgrade, make)
  }

  async #answerWebSocket(
    match: Found,
    exchange: Exchange,
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    gone: Abort,
  ): Promise<void> {
    const job = await jobOf(match, request, Readable.from([]), 'websocket', gone, this.#bodies)
    const connection = { request, socket, head }
    try {
      if (this.#runner.wire?.(job, connection) === true) {
        answered(exchange, 'wired', connection)
        return await closed(socket)
      }
    } catch (thrown) {
      return sendLast(request, socket, failed(exchange, thrown))
    }
    if (head.length > 0) socket.unshift(head)
    return this.#joinUpgraded(request, socket, match, exchange, 'websocket', () => job)
  }

  #joinUpgraded(
    request: IncomingMessage,
    socket: Socket,
    match: Found,
    exchange: Exchange,
    upgrade: Upgrade,
    make: MakeJob,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const join = (answer: Reply | Hijack) => {
        const joined = 'status' in answer ? sendLast(request, socket, answer) : splice(socket, answer)
        joined.then(resolve, reject)
      }
      this.#run(match, exchange, upgrade, make, join).catch(reject)
    })
  }

  /** Ends a call whose body does not arrive in time, until what is returned is called. */
  #watch({ row }: Found, arriving: Arriving, gone: Abort): () => void {
    const { bodyIdle, bodyTime, uploadIdle } = this.#limits
    const times = row.body === 'stream' ? { idle: uploadIdle } : { idle: bodyIdle, total: bodyTime }
    return this.#arrivals.watch(arriving, times, (why) => {
      gone.abort()
      this.#refusals.abandon(arriving.socket, 408, why)
    })
  }

  /** Runs the job that `make` makes, and joins the client to the answer. Every failure becomes a reply. */
  async #run(
    match: Found,
    exchange: Exchange,
    upgrade: Upgrade | undefined,
    make: MakeJob,
    join: (answer: Reply | Hijack) => void,
  ): Promise<void> {
    let answer: Reply | Hijack
    try {
      const job = make()
      const reply = await this.#runner.run(job instanceof Promise ? await job : job)
      const hijack = hijackOf(match.row, reply, upgrade)
      answered(exchange, hijack?.says ?? reply.status, reply)
      answer = hijack ?? reply
    } catch (thrown) {
      answer = failed(exchange, thrown)
    }
    join(answer)
  }

  /** Sends an ordinary answer. */
  #send(request: IncomingMessage, response: ServerResponse, reply: Reply, done: Done): void {
    if (request.socket.writableEnded) {
      // It has been told already what was wrong.
      discard(reply)
      return done()
    }
    if (this.#closing) {
      this.#turns.end(request.socket)
      response.shouldKeepAlive = false
    }
    if (!response.shouldKeepAlive && isUnread(request)) closeBehind(request)
    writeReply(reply, response, (failure) => {
      if (failure === undefined && isUnread(request)) dropRest(request)
      done(failure)
    })
  }

  /** Runs `work` in its turn on the connection, which ends when `work` says so. */
  #inTurn(connection: Duplex, work: (done: Done) => void): void {
    if (this.#turns.isFull(connection)) return breakOff(connection)
    const done: Done = (failure) => {
      if (failure !== undefined) {
        // Nothing more can be told to the client: it is gone, or half of an answer has been sent.
        breakOff(connection)
        this.#log.debug(`an answer broke off: ${describeError(failure)}`)
      }
      this.#turns.leave(connection)
    }
    this.#turns.take(connection, () => {
      try {
        work(done)
      } catch (thrown) {
        done(thrown as Error)
      }
    })
  }
}

/**
 * Breaks a connection off for a request that nobody is going to look at. Node ends each request of a connection that
 * closes, with events that take longer than all else about it; here nobody would hear of them.
 */
function turnAway(request: IncomingMessage): void {
  request.destroy = () => request
  breakOff(request.socket)
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}
