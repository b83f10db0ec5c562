import { request } from 'node:http'
import { parseAddress, swarmError } from 'libswarm-core'

/** An answer of an admin address. */
export interface AdminAnswer {
  readonly status: number
  /** The JSON that it answers. */
  readonly body: unknown
}

/** How long an answer may take, in ms: longer than a daemon waits for its backends. */
const limit = 60_000

/**
 * Asks a daemon at its admin address (`tcp://host:port`, `unix://path`) by GET, or by POST where there is a body. Rejects
 * with a sentence where there is no answer, and with `InvalidParameter` for an address that is none.
 */
export function askAdmin(text: string, path: string, body?: unknown): Promise<AdminAnswer> {
  const address = parseAddress(text)
  if (address.kind === 'fd' || (address.kind === 'tcp' && address.tls)) {
    throw swarmError('InvalidParameter', `invalid admin address ${text}: use tcp://host:port or unix://path`)
  }
  const target =
    address.kind === 'unix' ? { socketPath: address.path } : { host: address.host || 'localhost', port: address.port }
  const sent = body === undefined ? '' : JSON.stringify(body)
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': sent.length }
  return new Promise((resolve, reject) => {
    const asking = request({ ...target, path, method: body === undefined ? 'GET' : 'POST', headers, agent: false })
    asking.setTimeout(limit, () => asking.destroy(new Error(`no answer within ${limit / 1000} s`)))
    asking.on('error', (error) => reject(unreachable(text, error)))
    asking.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('error', (error) => reject(unreachable(text, error)))
      response.on('end', () => {
        const answered = parse(Buffer.concat(chunks).toString())
        if (answered === undefined) return reject(swarmError('Unreachable', `what answers at ${text} is no swarmd`))
        resolve({ status: response.statusCode ?? 0, body: answered })
      })
    })
    asking.end(sent)
  })
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such socket',
  ECONNREFUSED: 'nothing listens there',
  EACCES: 'permission denied',
}

function unreachable(text: string, error: NodeJS.ErrnoException): Error {
  const why = reasons[error.code ?? ''] ?? error.message
  return swarmError('Unreachable', `cannot ask the daemon at its admin address ${text}: ${why}`, error)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
