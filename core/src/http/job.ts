import type { Readable } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import { swarmError } from '../errors.js'
import type { Upgrade } from '../api/row.js'
import type { Operation } from '../api/table.js'
import type { Abort } from '../engine/abort.js'
import { toJob, type AnyJob } from '../engine/job.js'
import { hasBody, lengthOf } from './framing.js'
import type { Match } from './match.js'
import type { WholeBodies } from './whole-bodies.js'

/** A match that found an operation. */
export type Found = Extract<Match, { kind: 'operation' }>

/**
 * Makes a job of a request.
 *
 * A body that is no stream is read here, whole, also where the operation takes none: engines read and ignore it
 * there, and a proxy has to pass it on; a job without one is there at once. Throws as `bodies` do, and
 * `InvalidParameter` for a media type other than JSON, which is what keeps web pages from posting to an engine.
 *
 * @param gone aborted when the client has gone; aborts the job in any case, and is of no other
 */
export function jobOf(
  found: Found,
  request: IncomingMessage,
  body: Readable,
  upgrade: Upgrade | undefined,
  gone: Abort,
  bodies: WholeBodies,
): AnyJob | Promise<AnyJob> {
  const init = {
    operation: found.row.operation,
    path: found.path,
    search: found.search,
    version: found.version,
    upgrade,
  }
  if (found.row.body === 'stream') return toJob({ ...init, input: body }, gone, request.rawHeaders) as AnyJob
  // What was announced to have no body has none to wait for; that of an upgrade is framed by what takes it.
  if (body === request && !hasBody(request)) return toJob(init, gone, request.rawHeaders) as AnyJob
  bodies.require(lengthOf(request))
  return bodies.read(body).then((raw) => {
    if (found.row.body === 'json') requireJson(request.headers['content-type'], raw)
    return toJob({ ...init, raw }, gone, request.rawHeaders) as AnyJob
  })
}

/** What a client wants a connection to become, where the operation allows it. */
export function upgradeOf(row: Operation, request: Pick<IncomingMessage, 'headers'>): Upgrade | undefined {
  const asked = request.headers.upgrade?.toLowerCase()
  return row.upgrade?.find((upgrade) => upgrade === asked)
}

function requireJson(type: string | undefined, raw: Uint8Array | undefined): void {
  if (raw === undefined || /^application\/json\s*(;|$)/i.test(type ?? '')) return
  // moby's sentence (api/server/httputils, CheckForJSON).
  throw swarmError('InvalidParameter', `unsupported Content-Type header (${type ?? ''}): must be 'application/json'`)
}
