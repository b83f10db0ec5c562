import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { EngineSocket } from './socket.js'
import type { Outgoing } from './request.js'

/** What the engine said to a request. */
export interface Said {
  readonly response: IncomingMessage
  /** The connection, where the engine has upgraded it. */
  readonly upgraded: EngineSocket | undefined
}

// dockerd allows 1 MiB of headers, and so may what stands behind another address.
const maxHeaderSize = 1024 * 1024

/** An engine that did not answer, and whether the request may be sent once more. */
export class NoAnswer extends Error {
  readonly repeatable: boolean

  constructor(cause: unknown, repeatable = false) {
    super('no answer', { cause })
    this.repeatable = repeatable
  }
}

/** What ends a connection to an engine of which nothing was heard. */
export class Silent extends Error {
  constructor(seconds: number) {
    super(`nothing was heard from it for ${seconds} s`)
  }
}

/** Over which connection a request is sent: one of its own. */
export interface Over {
  readonly createConnection: () => EngineSocket
  /** Watches over the connection while it is this request's; what is returned ends that. */
  readonly watch?: Watch | undefined
}

/** Begins something that lasts as long as the connection, or until what is returned is called. */
export type Watch = (socket: EngineSocket) => () => void

/** A request body that ended in a failure of its own. */
export class BrokenBody extends Error {
  constructor(cause: unknown) {
    super('the request body broke off', { cause })
  }
}

/**
 * Sends a request by `node:http`. Resolves as soon as the head of the answer is there; rejects with `NoAnswer`, `BrokenBody` or
 * the error of an abort.
 *
 * @param over the connection that is to be used, and who watches over it
 */
export function send(outgoing: Outgoing, { watch, createConnection }: Over, signal: AbortSignal): Promise<Said> {
  const { method, target, body } = outgoing
  const headers = outgoing.headers.flat()
  return new Promise((resolve, reject) => {
    const sent = request({ createConnection, method, path: target, headers, maxHeaderSize })
    endWith(signal, sent)
    let answer: IncomingMessage | undefined
    let upgraded = false
    sent.maxHeadersCount = 0
    sent.once('socket', (socket: EngineSocket) => {
      socket.begin()
      const release = watch?.(socket)
      // What was upgraded stays watched until it is closed.
      if (release !== undefined) sent.once('close', () => void (upgraded ? undefined : release()))
    })
    // Heard for as long as the request lives: an error that follows an answer shows in the answer's body.
    sent.on('error', (error) => {
      // A body that a close ends would be whole to Node when the connection is reset.
      if (answer?.complete === false) answer.destroy(error)
      const passed = signal.aborted || error instanceof BrokenBody
      reject(passed ? error : new NoAnswer(error))
    })
    sent.once('close', () => {
      if (answer === undefined && !upgraded) reject(new NoAnswer(new Error('the connection was closed')))
    })
    sent.once('upgrade', (response, socket: EngineSocket, head) => {
      upgraded = true
      if (head.length > 0) socket.unshift(head)
      resolve({ response, upgraded: socket })
    })
    sent.once('response', (response) => {
      answer = response
      settle(sent, response)
      resolve({ response, upgraded: undefined })
    })
    if (body === undefined || body instanceof Uint8Array) sent.end(body)
    else feed(body, sent)
  })
}

/** Ends a request with its job. Node's own way of that costs as much as all else about a small one. */
function endWith(signal: AbortSignal, sent: ClientRequest): void {
  const abort = () => void sent.destroy(signal.reason as Error)
  if (signal.aborted) return abort()
  signal.addEventListener('abort', abort, { once: true })
  sent.once('close', () => signal.removeEventListener('abort', abort))
}

/** Leaves nothing of a request behind once its answer is over. */
function settle(sent: ClientRequest, response: IncomingMessage): void {
  response.once('end', () => {
    // What the engine has answered without, it will not read.
    if (!sent.writableFinished) sent.destroy()
  })
  response.once('close', () => sent.socket?.destroy())
}

/** Pipes a body. It is never destroyed from here: a client that is still sending has to get its answer. */
function feed(body: Readable, sent: ClientRequest): void {
  const broken = (cause?: unknown) => {
    if (!body.readableEnded) sent.destroy(new BrokenBody(cause))
  }
  body.on('error', broken)
  body.on('close', broken)
  sent.on('close', () => body.unpipe(sent))
  // Without this Node keeps the head back until the first byte of the body.
  sent.flushHeaders()
  if (body.destroyed) broken(body.errored)
  else body.pipe(sent)
}
