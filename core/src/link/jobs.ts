import { Readable, type Duplex } from 'node:stream'
import { swarmError } from '../errors.js'
import { findOperation, table, type OperationName } from '../api/table.js'
import type { Upgrade } from '../api/row.js'
import type { HeaderList } from '../engine/headers.js'
import { toJob, type Job, type JobInit } from '../engine/job.js'
import { keepOrigin, originOf } from '../engine/origin.js'
import { isDuplex, toReply, type Reply } from '../engine/reply.js'
import type { Runner } from '../engine/runner.js'
import type { Asked, Channel, Parcel } from './channel.js'
import type { Meeting } from './meeting.js'
import { DuplexStream, IncomingStream, OutgoingStream } from './segments.js'

/** What carries jobs to the other side and back. */
export interface Link {
  readonly channel: Channel
  readonly meeting: Meeting
}

// A body up to this goes with its message, a longer one by a connection of its own, in bytes.
const longestInline = 256 * 1024

interface WrittenJob {
  readonly runner: number
  readonly operation: string
  readonly path: object
  readonly search: string
  readonly headers: HeaderList
  readonly version?: string | undefined
  readonly upgrade?: Upgrade | undefined
  /** Whether the message's bytes are the body. */
  readonly raw: boolean
  /** The key of the connection that the input comes by. */
  readonly input?: string | undefined
}

interface WrittenReply {
  readonly status: number
  readonly headers: HeaderList
  readonly body: 'none' | 'bytes' | 'stream' | 'duplex'
  readonly key?: string
  readonly trailers?: boolean
  /** The backend of the chain that it comes from, where somebody wants to know. */
  readonly origin?: string | undefined
}

/** Jobs for a runner of the other side, by its number there. */
export function remoteRunner({ channel, meeting }: Link, runner: number): Runner {
  return {
    run: async <O extends OperationName>(init: JobInit<O>) => {
      const job = toJob(init)
      const { operation, path, search, headers, version, upgrade, raw, input, signal } = job
      const offer = input === undefined ? undefined : meeting.offer()
      const stopSending = offer && input && sendInput(input, offer.connection)
      const written: WrittenJob = {
        ...{ runner, operation, path, search, headers, version, upgrade },
        ...{ raw: raw !== undefined, input: offer?.key },
      }
      const call = channel.call('run', { value: written, ...(raw === undefined ? {} : { payload: raw }) })
      if (signal.aborted) call.cancel()
      else signal.addEventListener('abort', call.cancel, { once: true })
      const done = () => {
        signal.removeEventListener('abort', call.cancel)
        stopSending?.()
      }
      try {
        const reply = await readReply<O>(await call.answer, meeting)
        if (reply.body instanceof Readable) reply.body.once('close', done)
        else done()
        return reply
      } catch (thrown) {
        done()
        throw thrown
      }
    },
  }
}

/** Answers the other side's jobs with a runner of this one. */
export function runAsked(
  meeting: Meeting,
  runnerOf: (number: number) => Runner | undefined,
): (asked: Asked) => Promise<Parcel> {
  return async (asked) => {
    const written = readWrittenJob(asked.value)
    const runner = runnerOf(written.runner)
    if (runner === undefined) throw swarmError('Unavailable', 'the backend that was to answer has been closed')
    const input = written.input === undefined ? undefined : new IncomingStream(await meeting.join(written.input))
    input?.on('error', () => undefined)
    input?.trailers.catch(() => undefined)
    try {
      const job = jobOf(written, asked, input)
      const reply = await runner.run(job)
      const { parcel, sent } = writeReply(job.operation, reply, meeting)
      asked.keepUntil(sent)
      const endInput = () => void input?.destroy()
      sent.then(endInput, endInput)
      return parcel
    } catch (thrown) {
      input?.destroy()
      throw thrown
    }
  }
}

function jobOf(written: WrittenJob, { payload, signal }: Asked, input: Readable | undefined): Job {
  const { operation, path, search, headers, version, upgrade, raw } = written
  const init = { operation, path, search, headers, version, upgrade, signal, input, raw: raw ? payload : undefined }
  return toJob(init as JobInit)
}

function readWrittenJob(value: unknown): WrittenJob {
  const written = value as Partial<WrittenJob> | null
  if (typeof written?.operation !== 'string' || findOperation(written.operation) !== written.operation) {
    throw swarmError('NotImplemented', `there is no operation ${JSON.stringify(written?.operation)}`)
  }
  return written as WrittenJob
}

/**
 * Sends a job's input as long as the other side reads it, and never destroys it: who sent it may be waiting for an
 * answer on the same connection. Returns what stops it.
 */
function sendInput(input: Readable, connecting: Promise<Duplex>): () => void {
  let stopped = false
  let outgoing: OutgoingStream | undefined
  const stop = () => {
    stopped = true
    outgoing?.destroy()
  }
  connecting.then(
    (connection) => {
      if (stopped) return void connection.destroy()
      const target = (outgoing = new OutgoingStream(connection))
      target.on('error', () => undefined)
      target.once('close', () => input.unpipe(target))
      input.once('error', () => target.destroy())
      input.once('close', () => {
        if (!input.readableEnded) target.destroy()
      })
      if (input.destroyed && !input.readableEnded) target.destroy()
      else input.pipe(target)
    },
    () => undefined,
  )
  return stop
}

function writeReply(
  operation: OperationName,
  reply: Reply,
  meeting: Meeting,
): { parcel: Parcel; sent: Promise<unknown> } {
  const { status, headers, body, trailers } = reply
  trailers?.catch(() => undefined)
  const base = { status, headers, origin: originOf(reply) }
  const sent = Promise.resolve()
  if (body === undefined && trailers === undefined) return { parcel: { value: { ...base, body: 'none' } }, sent }
  const inline = body instanceof Uint8Array && body.length <= longestInline && trailers === undefined
  if (inline) return { parcel: { value: { ...base, body: 'bytes' }, payload: body }, sent }
  const { key, connection } = meeting.offer()
  const source =
    body instanceof Readable ? body : Readable.from(body === undefined ? [] : [body], { objectMode: false })
  source.on('error', () => undefined)
  // The other side may need the key to come here, so the answer does not wait for its connection.
  if (table[operation].answers.kind === 'duplex' && isDuplex(source)) {
    return { parcel: { value: { ...base, key, body: 'duplex' } }, sent: over(connection, source, join) }
  }
  const value: WrittenReply = { ...base, key, body: 'stream', trailers: trailers !== undefined }
  const carry = (from: Readable, opened: Duplex) => send(from, opened, trailers)
  return { parcel: { value }, sent: over(connection, source, carry) }
}

/** Carries a source over a connection once it is there; one that does not come ends the source. */
async function over<S extends Readable>(
  connecting: Promise<Duplex>,
  source: S,
  carry: (source: S, connection: Duplex) => Promise<void>,
): Promise<void> {
  const connection = await connecting.catch((thrown: unknown) => {
    source.destroy()
    throw thrown
  })
  return carry(source, connection)
}

function send(source: Readable, connection: Duplex, trailers: Promise<HeaderList> | undefined): Promise<void> {
  const target = new OutgoingStream(connection, () => trailers ?? Promise.resolve([]))
  target.on('error', () => undefined)
  source.once('error', () => target.destroy())
  source.once('close', () => {
    if (!source.readableEnded) target.destroy()
  })
  if (source.destroyed && !source.readableEnded) target.destroy()
  source.pipe(target)
  return new Promise((resolve, reject) =>
    target.once('close', () => {
      source.destroy()
      if (target.writableFinished) resolve()
      else reject(new Error('its reader has left'))
    }),
  )
}

/** Joins a backend's duplex with the connection until both have ended; the end of one direction ends no other. */
function join(source: Duplex, connection: Duplex): Promise<void> {
  const target = new DuplexStream(connection)
  return new Promise((resolve, reject) => {
    const fail = () => {
      source.destroy()
      target.destroy()
      reject(new Error('one side broke off'))
    }
    target.once('error', fail)
    source.once('error', fail)
    source.once('close', () => {
      if (!source.readableEnded) fail()
      else if (target.writableFinished) target.destroy()
      else target.once('finish', () => target.destroy())
    })
    target.once('close', () => {
      if (!source.readableEnded || !source.writableFinished) source.destroy()
      resolve()
    })
    if (source.destroyed) return fail()
    source.pipe(target)
    target.pipe(source)
  })
}

async function readReply<O extends OperationName>(
  { value, payload }: Required<Parcel>,
  meeting: Meeting,
): Promise<Reply<O>> {
  const written = readWrittenReply(value)
  return keepOrigin(await joined<O>(written, payload, meeting), written.origin)
}

/** A written reply with its body. */
async function joined<O extends OperationName>(
  { status, headers, body, key, trailers }: WrittenReply,
  payload: Uint8Array,
  meeting: Meeting,
): Promise<Reply<O>> {
  const base = { status, headers }
  if (body === 'none') return toReply<O>(base)
  if (body === 'bytes') return toReply<O>({ ...base, body: payload })
  const connection = await meeting.join(String(key))
  if (body === 'duplex') return toReply<O>({ ...base, body: new DuplexStream(connection) })
  const stream = new IncomingStream(connection)
  stream.trailers.catch(() => undefined)
  return toReply<O>({ ...base, body: stream, ...(trailers === true ? { trailers: stream.trailers } : {}) })
}

function readWrittenReply(value: unknown): WrittenReply {
  const { status, headers } = Object(value) as Partial<WrittenReply>
  const isField = (pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string')
  if (typeof status === 'number' && Array.isArray(headers) && headers.every(isField)) return value as WrittenReply
  throw swarmError('Internal', 'the other process sent a reply that is none')
}
