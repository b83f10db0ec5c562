import type { Readable } from 'node:stream'
import type { AnyJob, EngineHandle, HeaderList, Operation } from 'libswarm-core'
import { endToEnd } from './headers.js'
import { hopsField, nextHop } from './hops.js'

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
  return { method: row.method, target, headers: headersOf(row, job, body, error), body }
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

/** The job's headers with the framing of the body in the place of the client's own, and this hop counted. */
function headersOf(row: Operation, job: AnyJob, body: Outgoing['body'], error: EngineHandle['error']): HeaderList {
  const headers: (readonly [name: string, value: string])[] = []
  const named = endToEnd(job.headers)
  const length = lengthOf(row, named, body)
  const has = { host: false, length: false, type: false }
  let hops: string | undefined
  for (const field of named) {
    switch (field[0].toLowerCase()) {
      // The frontend has answered it already.
      case 'expect':
        continue
      case 'content-length':
        if (length !== undefined && !has.length) headers.push([field[0], length])
        has.length = true
        continue
      case hopsName:
        hops ??= field[1]
        continue
      case 'host':
        has.host = true
        break
      case 'content-type':
        has.type = true
    }
    headers.push(field)
  }
  if (!has.host) headers.unshift(['Host', 'localhost'])
  // A job that was made in a program has a body and may have no headers; engines take JSON only when it is called so.
  if (row.body === 'json' && body !== undefined && !has.type) headers.push(['Content-Type', 'application/json'])
  if (length !== undefined && !has.length) headers.push(['Content-Length', length])
  if (length === undefined && body !== undefined) headers.push(['Transfer-Encoding', 'chunked'])
  headers.push(nextHop(hops, error))
  return headers
}

const hopsName = hopsField.toLowerCase()

function lengthOf(row: Operation, headers: HeaderList, body: Outgoing['body']): string | undefined {
  if (body instanceof Uint8Array) return String(body.length)
  if (body === undefined) return row.method === 'POST' || row.method === 'PUT' ? '0' : undefined
  const told = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  return told !== undefined && /^\d+$/.test(told) ? told : undefined
}
