import type { Readable } from 'node:stream'
import type { AnyJob, EngineHandle, HeaderList, Operation } from 'libswarm-core'
import { endToEnd, without } from './headers.js'
import { countHop } from './hops.js'

/** A job as the HTTP request that it came from, framed anew. */
export interface Outgoing {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: HeaderList
  /** Sent whole, or piped; undefined where there is none. */
  readonly body: Uint8Array | Readable | undefined
}

/** Reads the table backwards: the request that a job is the meaning of. */
export function toRequest(row: Operation, job: AnyJob, error: EngineHandle['error']): Outgoing {
  const body = job.input ?? (job.raw === undefined || job.raw.length === 0 ? undefined : job.raw)
  const target = targetOf(row, job, error)
  return { method: row.method, target, headers: countHop(job, headersOf(row, job, body), error), body }
}

/** Path and query of a job, with its API version in front. */
export function targetOf(row: Operation, job: AnyJob, error: EngineHandle['error']): string {
  const parameters: Readonly<Record<string, string | undefined>> = job.path
  const path = row.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = parameters[name]
    // Such a segment would be taken away on the engine's side, and mean another operation.
    if (value === undefined || value.split('/').some((segment) => /^\.{0,2}$/.test(segment))) {
      throw error('InvalidParameter', `invalid ${name} in the path: ${JSON.stringify(value ?? '')}`)
    }
    return encodePath(value)
  })
  const version = job.version === undefined ? '' : `/v${job.version}`
  return `${version}${path}${job.search === '' ? '' : `?${job.search}`}`
}

/** Percent-encodes a value of a path; what image names are made of stays readable. */
function encodePath(value: string): string {
  return encodeURIComponent(value).replaceAll(/%(2F|3A|40)/g, decodeURIComponent)
}

/** The job's headers with the framing of the body in the place of the client's own. */
function headersOf(row: Operation, job: AnyJob, body: Outgoing['body']): HeaderList {
  // The frontend has answered `Expect` already.
  const sent = without(endToEnd(job.headers), 'expect')
  const addressed = has(sent, 'host') ? sent : [['Host', 'localhost'] as const, ...sent]
  // A job that was made in a program has a body and may have no headers; engines take JSON only when it is called so.
  const typed = row.body !== 'json' || body === undefined || has(addressed, 'content-type')
  const named = typed ? addressed : [...addressed, ['Content-Type', 'application/json'] as const]
  const length = lengthOf(row, job, body)
  if (length === undefined) {
    const unframed = without(named, 'content-length')
    return body === undefined ? unframed : [...unframed, ['Transfer-Encoding', 'chunked']]
  }
  const first = named.findIndex(([name]) => name.toLowerCase() === 'content-length')
  if (first < 0) return [...named, ['Content-Length', length]]
  const name = named[first]![0]
  const before = without(named.slice(0, first), 'content-length')
  return [...before, [name, length], ...without(named.slice(first), 'content-length')]
}

function has(headers: HeaderList, field: string): boolean {
  return headers.some(([name]) => name.toLowerCase() === field)
}

function lengthOf(row: Operation, job: AnyJob, body: Outgoing['body']): string | undefined {
  if (body instanceof Uint8Array) return String(body.length)
  if (body === undefined) return row.method === 'POST' || row.method === 'PUT' ? '0' : undefined
  const told = job.header('content-length')
  return told !== undefined && /^\d+$/.test(told) ? told : undefined
}
