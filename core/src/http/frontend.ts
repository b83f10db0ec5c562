import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { describeError } from '../errors.js'
import type { Logger } from '../engine/log.js'
import { discard, type Reply } from '../engine/reply.js'
import type { Runner } from '../engine/runner.js'
import { Arrivals, arrivingRequest } from './arriving.js'
import { breakOff, ignoreError } from './break-off.js'
import { Calls, type Call, type Join } from './calls.js'
import { Clients } from './clients.js'
import { Connections } from './connections.js'
import { closeBehind, dropRest } from './drop-rest.js'
import { framingDoubt, hasBody, isUnread, lengthOf } from './framing.js'
import { splice, takeOver } from './hijack.js'
import { IdleConnections } from './idle.js'
import { noticeLeaving } from './leaving.js'
import { limitsOf, type FrontendLimits } from './limits.js'
import { matchOperation } from './match.js'
import type { Observer } from './observer.js'
import { foreignTo } from './origin.js'
import type { Done } from './pump.js'
import { Refusals } from './refusals.js'
import { messageReply, writeReply } from './reply.js'
import { makeServer, type Service } from './server.js'
import { keepTickShape } from './tick-shape.js'
import { Turns } from './turns.js'
import { unmatchedReply } from './unmatched.js'
import { Upgrades } from './upgrades.js'

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
  readonly #observer: Observer | undefined
  readonly #limits: FrontendLimits
  readonly #connections: Connections
  readonly #idle: IdleConnections
  readonly #turns: Turns
  readonly #refusals: Refusals
  readonly #calls: Calls
  readonly #upgrades: Upgrades
  readonly #clients = new Clients()
  #closing = false

  constructor({ runner, log, limits: given, observer }: FrontendOptions) {
    const limits = limitsOf(given)
    const arrivals = new Arrivals()
    const turns = new Turns(limits, (connection, failure) => {
      breakOff(connection)
      if (failure !== undefined) log.debug(`an answer broke off: ${describeError(failure)}`)
    })
    const refusals = new Refusals({ log, turns, arrivals, observer })
    const calls = new Calls({ runner, limits, arrivals, refusals, observer })
    this.#observer = observer
    this.#limits = limits
    this.#connections = new Connections(limits.connections, log)
    this.#idle = new IdleConnections(limits.keepAlive, (connection) => turns.isIdle(connection))
    this.#turns = turns
    this.#refusals = refusals
    this.#calls = calls
    this.#upgrades = new Upgrades({ calls, turns, refusals, longestTarget: limits.urlSize })
    keepTickShape()
  }

  /** A server that is not listening yet; one for each address. */
  createServer({ make, origins }: Service = {}): Server {
    const server = makeServer(this.#limits, make)
    this.#connections.bound(server)
    // What carries TLS is announced as a connection, too.
    const announced = 'setSecureContext' in server ? 'secureConnection' : 'connection'
    server.on(announced, (connection: Socket) => this.#idle.watch(connection))
    const foreign = (request: IncomingMessage) => (origins === undefined ? undefined : foreignTo(request, origins))
    const enter = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
      const sentence = foreign(request)
      if (sentence === undefined) this.#request(request, response, expectsContinue)
      else this.#forbid(request, response, sentence)
    }
    server.on('request', (request, response) => enter(request, response, false))
    server.on('checkContinue', (request, response) => enter(request, response, true))
    server.on('checkExpectation', (request, response) => this.#disappoint(request, response))
    server.on('upgrade', (request, socket, head) => {
      const sentence = foreign(request)
      if (sentence === undefined) this.#upgrades.answer(server, request, socket, head)
      else this.#refusals.turnAway(socket.on('error', ignoreError), 403, sentence)
    })
    server.on('connect', (_request, socket) => this.#refusals.turnAway(socket, 405, 'method not allowed: CONNECT'))
    server.on('clientError', (error, socket) => this.#refusals.unreadable(error, socket as Socket))
    return server
  }

  /** Cuts streams, lets finite calls finish for up to `grace` ms, then cuts those. Resolves to how many were cut. */
  close(grace: number): Promise<number> {
    this.#closing = true
    return this.#calls.close(grace)
  }

  #request(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    if (this.#turns.isFull(request.socket)) return turnAway(request)
    // An error of the request shows in its body or in the response; unheard, it would end the process. Of one without a
    // body Node tells nobody who does not listen (`_http_incoming`).
    if (hasBody(request)) request.on('error', ignoreError)
    this.#turns.take(request.socket, () => this.#answer(request, response, expectsContinue))
  }

  /** Refuses what a web page asks for, and whatever comes behind it. */
  #forbid(request: IncomingMessage, response: ServerResponse, sentence: string): void {
    request.on('error', ignoreError)
    this.#turns.enter(request.socket, () => {
      this.#turns.end(request.socket)
      response.shouldKeepAlive = false
      this.#refuse(request, response, messageReply(403, sentence))
    })
  }

  #disappoint(request: IncomingMessage, response: ServerResponse): void {
    this.#turns.enter(request.socket, () => {
      if (this.#isDoubtful(request)) return this.#turns.leave(request.socket)
      this.#refuse(request, response, messageReply(417, `expectation failed: ${request.headers.expect}`))
    })
  }

  /** Whether a request has been refused, and the connection with it, because its framing is in doubt. */
  #isDoubtful(request: IncomingMessage): boolean {
    const doubt = framingDoubt(request, this.#limits.urlSize)
    // Nothing else on the connection can be trusted.
    if (doubt !== undefined) this.#refusals.refuse(request.socket, doubt.status, doubt.sentence)
    return doubt !== undefined
  }

  #answer(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    if (this.#isDoubtful(request)) return this.#turns.leave(request.socket)
    const match = matchOperation(request.method ?? '', request.url ?? '')
    if (match.kind !== 'operation') return this.#refuse(request, response, unmatchedReply(match, request.method))
    if (expectsContinue && this.#calls.allows(match, lengthOf(request))) response.writeContinue()
    this.#answerCall(this.#calls.begin(match, request.socket), request, response)
  }

  #answerCall(call: Call, request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const client = this.#clients.of(socket)
    client.wait(call)
    const end: Done = (failure) => {
      client.leave()
      if (failure !== undefined) call.gone.abort()
      this.#calls.end(call)
      this.#turns.leave(socket, failure)
    }
    if (hasBody(request)) response.once('close', this.#calls.watch(call, arrivingRequest(request, response)))
    // Of an upload that waits to be read no more is read: its client's leaving would not show.
    const isWaiting = () => request.readableLength > 0
    if (call.match.row.body === 'stream') response.once('close', noticeLeaving(socket, isWaiting))
    const make = () => this.#calls.received(call, request)
    const join: Join = (answer) => {
      if ('status' in answer) return this.#send(request, response, answer, end)
      const taken = takeOver(request, response)
      taken.once('close', () => call.gone.abort())
      splice(taken, answer).then(() => end(), end)
    }
    try {
      this.#calls.run(call, make, join)?.catch(end)
    } catch (thrown) {
      end(thrown as Error)
    }
  }

  /** Answers the request whose turn it is, which is no call of an operation. */
  #refuse(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
    this.#observer?.refused(reply.status)
    this.#send(request, response, reply, (failure) => this.#turns.leave(request.socket, failure))
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
}

/**
 * Breaks a connection off for a request that nobody is going to look at. Node ends each request of a connection that
 * closes, with events that take longer than all else about it; here nobody would hear of them.
 */
function turnAway(request: IncomingMessage): void {
  request.destroy = () => request
  breakOff(request.socket)
}
