import type { Duplex } from 'node:stream'
import { describeError, errorKinds, isSwarmError, swarmError } from '../errors.js'
import { keepOrigin, originOf } from '../engine/origin.js'
import { encodeMessage, readMessages, type Message } from './message.js'

/** A value and bytes: what a call takes along, and what it comes back with. */
export interface Parcel {
  readonly value?: unknown
  readonly payload?: Uint8Array
}

/** What the other side asked for, while it is being answered. */
export interface Asked {
  readonly value: unknown
  readonly payload: Uint8Array
  /** Aborted when the other side has lost interest, also after it has the answer, or when the channel has ended. */
  readonly signal: AbortSignal
  /** Keeps `signal` for as long as this lasts, and aborts it when this rejects; otherwise it ends with the answer. */
  keepUntil(done: Promise<unknown>): void
}

/** Answers the calls of one name. What it throws reaches the caller as a `SwarmError`. */
export type Answering = (asked: Asked) => Promise<Parcel>

/** A call that is on its way. */
export interface Call {
  /** Rejects with the other side's error, or with `Unreachable` when the channel has ended. */
  readonly answer: Promise<Required<Parcel>>
  /** Tells the other side that nobody is interested any more, before the answer or in what it goes on with. */
  readonly cancel: () => void
}

// More than this unread means that the other side has stopped reading, in bytes.
const longestQueue = 64 * 1024 * 1024

// The most of an error's sentence that is told, in characters.
const longestSentence = 64 * 1024

interface Pending {
  readonly resolve: (parcel: Required<Parcel>) => void
  readonly reject: (error: Error) => void
}

/** Calls in both directions over one connection, any number at a time. */
export class Channel {
  readonly #connection: Duplex
  readonly #answering: Readonly<Record<string, Answering>>
  readonly #cancelWait: number
  readonly #pending = new Map<number, Pending>()
  readonly #asked = new Map<number, AbortController>()
  #calls = 0
  #ended: Error | undefined
  /** Resolves to what ended it, which is also what open calls are rejected with. */
  readonly ended: Promise<Error>

  /**
   * @param answering by the name of the call; has to be complete before the other side calls
   * @param cancelWait how long a call that was cancelled may take to its answer, in ms
   */
  constructor(connection: Duplex, answering: Readonly<Record<string, Answering>>, cancelWait = 10_000) {
    this.#connection = connection
    this.#answering = answering
    this.#cancelWait = cancelWait
    connection.on('error', () => undefined)
    this.ended = this.#read().then((reason) => {
      this.#ended = reason
      connection.destroy()
      for (const { reject } of this.#pending.values()) reject(reason)
      for (const controller of this.#asked.values()) controller.abort()
      this.#pending.clear()
      this.#asked.clear()
      return reason
    })
  }

  /** Calls the other side. */
  call(name: string, { value, payload }: Parcel = {}): Call {
    const id = ++this.#calls
    const cancel = () => {
      this.#send({ cancel: id })
      // What answers nothing then never does.
      const late = () => this.#settle(id, unreachable('it does not answer a call that was cancelled'))
      if (this.#pending.has(id)) setTimeout(late, this.#cancelWait).unref()
    }
    const answer = new Promise<Required<Parcel>>((resolve, reject) => this.#pending.set(id, { resolve, reject }))
    if (this.#ended !== undefined) this.#settle(id, this.#ended)
    else if (this.#connection.writableLength > longestQueue) this.#settle(id, unreachable('it has stopped reading'))
    else this.#trySend(id, { call: id, name, value }, payload)
    return { answer, cancel }
  }

  /** Tells the other side something that needs no answer. */
  tell(name: string, value: unknown): void {
    if (this.#connection.writableLength <= longestQueue) this.#send({ name, value })
  }

  /** Whether an error is the end of this channel, and no answer of the other side. */
  isEnd(thrown: unknown): boolean {
    return thrown === this.#ended
  }

  /** Ends it; calls that are open are rejected. */
  end(): void {
    this.#connection.destroy()
  }

  #send(head: object, payload?: Uint8Array): void {
    if (this.#ended !== undefined || this.#connection.destroyed) return
    const chunks = encodeMessage(head, payload)
    this.#connection.cork()
    for (const chunk of chunks) this.#connection.write(chunk)
    this.#connection.uncork()
  }

  /** Who asks and does not read the answers is not served any further. */
  #reply(head: object, payload?: Uint8Array): void {
    if (this.#connection.writableLength > longestQueue) this.end()
    else this.#send(head, payload)
  }

  #trySend(id: number, head: object, payload: Uint8Array | undefined): void {
    try {
      this.#send(head, payload)
    } catch (thrown) {
      this.#settle(id, swarmError('InvalidParameter', describeError(thrown), thrown))
    }
  }

  async #read(): Promise<Error> {
    try {
      for await (const message of readMessages(this.#connection)) this.#take(message)
      return unreachable('it has ended')
    } catch (thrown) {
      return unreachable(describeError(thrown))
    }
  }

  #take({ head, payload }: Message): void {
    const { call, name, value, answer, error, cancel } = head
    if (typeof cancel === 'number') return this.#asked.get(cancel)?.abort()
    if (typeof name === 'string') return void this.#answer(call, name, value, payload)
    if (typeof answer !== 'number') throw new TypeError('a message that is neither a call nor an answer')
    this.#settle(answer, error === undefined ? { value, payload } : toError(error))
  }

  /** An answer that nobody waits for, or a second one, is dropped. */
  #settle(id: number, outcome: Required<Parcel> | Error): void {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (outcome instanceof Error) pending?.reject(outcome)
    else pending?.resolve(outcome)
  }

  async #answer(call: unknown, name: string, value: unknown, payload: Uint8Array): Promise<void> {
    const answering = Object.hasOwn(this.#answering, name) ? this.#answering[name] : undefined
    const id = typeof call === 'number' ? call : undefined
    const controller = new AbortController()
    if (id !== undefined) this.#asked.set(id, controller)
    let lasts: Promise<unknown> | undefined
    const keepUntil = (done: Promise<unknown>) => void (lasts = done)
    try {
      if (answering === undefined) throw new TypeError(`there is no call "${name}"`)
      const parcel = await answering({ value, payload, signal: controller.signal, keepUntil })
      if (id !== undefined) this.#reply({ answer: id, value: parcel.value }, parcel.payload)
    } catch (thrown) {
      if (id !== undefined) this.#reply({ answer: id, error: fromError(thrown) })
    }
    await lasts?.catch(() => controller.abort())
    if (id !== undefined) this.#asked.delete(id)
  }
}

function unreachable(what: string): Error {
  return swarmError('Unreachable', `the other process cannot be reached: ${what}`)
}

function fromError(thrown: unknown): object {
  const sentence = describeError(thrown)
  const message = sentence.length > longestSentence ? `${sentence.slice(0, longestSentence)}…` : sentence
  return { kind: isSwarmError(thrown) ? thrown.kind : 'Internal', message, origin: originOf(thrown) }
}

function toError(error: unknown): Error {
  const { kind, message, origin } = Object(error) as Readonly<Record<string, unknown>>
  const known = errorKinds.find((one) => one === kind) ?? 'Internal'
  return keepOrigin(swarmError(known, typeof message === 'string' ? message : 'an error without a message'), origin)
}
