import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { floodGate } from '../engine/flood.js'
import type { Logger } from '../engine/log.js'
import type { Arrivals } from './arriving.js'
import { breakOff, endWith } from './break-off.js'
import { closingAnswer, isAbsence, isLate, parserRefusal } from './client-error.js'
import { isDropping } from './drop-rest.js'
import type { Observer } from './observer.js'
import type { Turns } from './turns.js'

/** What it takes to refuse. */
export interface RefusalsParts {
  readonly log: Logger
  readonly turns: Turns
  readonly arrivals: Arrivals
  readonly observer: Observer | undefined
}

/** The last answers of connections whose requests cannot be read, or not be trusted; nothing else is run on those. */
export class Refusals {
  readonly #log: Logger
  readonly #turns: Turns
  readonly #arrivals: Arrivals
  readonly #observer: Observer | undefined
  readonly #gate = floodGate(1, 1000)

  constructor({ log, turns, arrivals, observer }: RefusalsParts) {
    this.#log = log
    this.#turns = turns
    this.#arrivals = arrivals
    this.#observer = observer
  }

  /** Answers what Node's parser has refused. */
  unreadable(error: NodeJS.ErrnoException, socket: Socket): void {
    // It is the daemon that has not read on, where the rest of the request's head may be.
    if (isLate(error) && this.#turns.isHeld(socket)) return
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    // A second answer to one request would be taken for that to the next.
    if (isDropping(socket)) return endWith(socket, '')
    const { status, message } = parserRefusal(error)
    if (!isAbsence(error)) this.#tell(socket, message)
    this.turnAway(socket, status, message)
  }

  /** Refuses the request whose turn it is. */
  refuse(connection: Duplex, status: number, message: string): void {
    this.#tell(connection, message)
    this.#observer?.refused(status)
    this.#answerLast(connection, status, message)
  }

  /** As `abandon`, for what is no call of an operation. */
  turnAway(connection: Duplex, status: number, message: string): void {
    this.#observer?.refused(status)
    this.abandon(connection, status, message)
  }

  /** Refuses what goes on, whoever's turn it is: without an answer, where that would be taken for another request's. */
  abandon(connection: Duplex, status: number, message: string): void {
    if (connection.writableEnded) return
    if (this.#turns.isBusy(connection) && !this.#arrivals.isUnanswered(connection)) return breakOff(connection)
    this.#answerLast(connection, status, message)
  }

  #answerLast(connection: Duplex, status: number, message: string): void {
    this.#turns.end(connection)
    endWith(connection, closingAnswer(status, message))
  }

  /** At most one line of a peer in a second; no byte that a client has sent is in there. */
  #tell(connection: Duplex, message: string): void {
    const peer = (connection instanceof Socket ? connection.remoteAddress : undefined) ?? 'a client'
    const { shown, heldBack } = this.#gate(peer, performance.now())
    const more = heldBack === 0 ? '' : ` (and ${heldBack} more before)`
    if (shown) this.#log.info(`refused a request of ${peer}: ${message}${more}`)
  }
}
