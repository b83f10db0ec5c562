import type { IncomingMessage, Server } from 'node:http'
import { Readable, type Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { arrivingUpgrade } from './arriving.js'
import { breakOff, ignoreError } from './break-off.js'
import type { Call, Calls, Join, MakeJob } from './calls.js'
import { framingDoubt } from './framing.js'
import { splice, upgradeBody, withoutUpgrade } from './hijack.js'
import { upgradeOf } from './job.js'
import { noticeLeaving } from './leaving.js'
import { matchOperation } from './match.js'
import { failed } from './observed.js'
import type { Refusals } from './refusals.js'
import { sendLast } from './send-last.js'
import type { Turns } from './turns.js'

/** What it takes to answer requests for an upgrade. */
export interface UpgradesParts {
  readonly calls: Calls
  readonly turns: Turns
  readonly refusals: Refusals
  /** The longest path with its query, in bytes. */
  readonly longestTarget: number
}

/** Requests whose connection is to become something else: Node has let go of it, and parses nothing on it any more. */
export class Upgrades {
  readonly #calls: Calls
  readonly #turns: Turns
  readonly #refusals: Refusals
  readonly #longestTarget: number

  constructor({ calls, turns, refusals, longestTarget }: UpgradesParts) {
    this.#calls = calls
    this.#turns = turns
    this.#refusals = refusals
    this.#longestTarget = longestTarget
  }

  answer(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // No client sends one behind a request that is not answered yet.
    if (this.#turns.isBusy(socket)) return breakOff(socket.on('error', ignoreError))
    const doubt = framingDoubt(request, this.#longestTarget)
    if (doubt !== undefined) return this.#refusals.refuse(socket, doubt.status, doubt.sentence)
    const match = matchOperation(request.method ?? '', request.url ?? '')
    const upgrade = match.kind === 'operation' ? upgradeOf(match.row, request) : undefined
    // As dockerd does, the wish is ignored where the operation has no such upgrade.
    if (match.kind !== 'operation' || upgrade === undefined) return withoutUpgrade(server, request, socket, head)
    socket.on('error', ignoreError)
    this.#turns.enter(socket, () => {
      const call = this.#calls.begin(match, socket, upgrade)
      socket.once('close', () => call.gone.abort())
      // Nobody reads it before there is an answer.
      noticeLeaving(socket)
      const answer = upgrade === 'websocket' ? this.#answerWebSocket : this.#answerCall
      answer
        .call(this, call, request, socket as Socket, head)
        .finally(() => this.#calls.end(call))
        .then(
          () => this.#turns.leave(socket),
          (failure: Error) => this.#turns.leave(socket, failure),
        )
    })
  }

  async #answerCall(call: Call, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    if (request.headers.expect?.toLowerCase() === '100-continue') socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    const body = upgradeBody(request, socket, head)
    this.#calls.watch(call, arrivingUpgrade(body, socket))
    return this.#join(call, request, socket, () => this.#calls.jobOf(call, request, body))
  }

  async #answerWebSocket(call: Call, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const job = await this.#calls.jobOf(call, request, Readable.from([]))
    try {
      if (this.#calls.wire(call, job, { request, socket, head })) return await closed(socket)
    } catch (thrown) {
      return sendLast(request, socket, failed(call, thrown))
    }
    if (head.length > 0) socket.unshift(head)
    return this.#join(call, request, socket, () => job)
  }

  #join(call: Call, request: IncomingMessage, socket: Socket, make: MakeJob): Promise<void> {
    return new Promise((resolve, reject) => {
      const join: Join = (answer) => {
        const joined = 'status' in answer ? sendLast(request, socket, answer) : splice(socket, answer)
        joined.then(resolve, reject)
      }
      this.#calls.run(call, make, join)?.catch(reject)
    })
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}
