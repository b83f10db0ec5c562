import { request, type IncomingMessage } from 'node:http'
import type { Operation, OperationName } from '../../api/table.js'
import { encodeQuery } from '../../engine/query.js'
import { within } from './bounded.js'
import type { AnyCall } from './any-call.js'
import { fillPath } from './call.js'
import type { Instance } from './instance.js'

/** An answer that has begun. */
export interface Begun {
  readonly status: number
  readonly response: IncomingMessage
  /** The client goes away. */
  readonly leave: () => void
}

/** A whole answer. */
export interface Whole {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** What is sent instead of what the call says. */
export interface Raw {
  /** The query string. */
  readonly search?: string
  /** The body's text. */
  readonly body?: string
}

/** Calls an operation by HTTP; resolves when the head of the answer has come. */
export function begin(instance: Instance, row: Operation, call: AnyCall, raw: Raw = {}): Promise<Begun> {
  const { method, operation } = row
  const body = raw.body ?? (call.body === undefined ? call.input : JSON.stringify(call.body))
  const path = targetOf(row, call, raw.search)
  const type =
    body === undefined ? [] : ['Content-Type', row.body === 'json' ? 'application/json' : 'application/x-tar']
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))]
  const headers = ['Host', 'conformance', ...(call.headers ?? []).flat(), ...type, ...length]
  const { socketPath } = instance.daemon
  const answered = new Promise<Begun>((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, agent: false }, (response) => {
      response.on('error', () => undefined)
      resolve({ status: response.statusCode ?? 0, response, leave: () => void sent.destroy() })
    })
    sent.on('error', reject)
    sent.end(body)
  })
  return within(answered, `${operation} has not answered: a stream is returned before it has something to say`)
}

/** Calls an operation by HTTP and reads all of the answer. `begun` runs when its head has come. */
export async function ask(
  instance: Instance,
  row: Operation,
  call: AnyCall,
  raw: Raw = {},
  begun: () => unknown = () => undefined,
): Promise<Whole> {
  const { status, response, leave } = await begin(instance, row, call, raw)
  const text = readAll(response)
  await begun()
  const hint = `say in samples.${row.operation} what ends it (meanwhile), or end it`
  const whole = await within(text, `the answer of ${row.operation} does not end: ${hint}`).finally(leave)
  return { status, type: response.headers['content-type'] ?? '', text: whole }
}

/** The path and the query of a call. */
export function targetOf({ operation, path }: Operation, call: AnyCall, search?: string): string {
  const version = call.version === undefined ? '' : `/v${call.version}`
  const query = search ?? encodeQuery<OperationName>(operation, call.query ?? {})
  return `${version}${fillPath(path, call.path ?? {})}${query === '' ? '' : `?${query}`}`
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
