import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { describeError, isSwarmError, stackOf } from '../errors.js'
import type { Logger } from '../engine/log.js'
import { endWith } from '../http/break-off.js'
import { closingAnswer, parserRefusal } from '../http/client-error.js'
import { pathOf } from '../http/match.js'
import { statusOf } from '../http/status.js'
import { readBody } from './body.js'
import { lineOf, methodsOf, nameIn, refusal, type Answer, type Route } from './route.js'

const serverOptions = {
  // A request is its head, and a line of JSON at most.
  requestTimeout: 15_000,
  headersTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  insecureHTTPParser: false,
}

/** How many connections there may be at a time: those past it are closed, and no descriptor of the frontends is lost. */
const mostConnections = 100

/** How long a client may take no byte of an answer, in ms. */
const longestStill = 30_000

/**
 * A server of routes that is not listening yet. Every answer ends its connection, so that
 * no body is read that no route takes.
 */
export function createAdminServer(routes: readonly Route[], log: Logger): Server {
  const server = createServer(serverOptions)
  server.maxConnections = mostConnections
  server.timeout = longestStill
  const answer = (request: IncomingMessage, response: ServerResponse) => void send(routes, request, response, log)
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, answer)
  server.on('connect', (_request, socket) => endWith(socket, closingAnswer(405, 'method not allowed: CONNECT')))
  server.on('clientError', (error, socket) => {
    if (!socket.writable || (error as NodeJS.ErrnoException).code === 'ECONNRESET') return void socket.destroy()
    const { status, message } = parserRefusal(error)
    endWith(socket, closingAnswer(status, message))
  })
  return server
}

async function send(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  const { allow, ...answer } = await answerOf(routes, request, response).catch((thrown: unknown): Answered => {
    if (isSwarmError(thrown)) return refusal(statusOf[thrown.kind], describeError(thrown))
    log.error(`the admin address failed in ${JSON.stringify(request.url)}: ${stackOf(thrown)}`)
    return refusal(500, describeError(thrown))
  })
  const { status, type, body } = answer
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...(allow === undefined ? {} : { Allow: allow.join(', ') }),
  })
  response.end(body)
}

/** An answer, and the methods that would be right where it is about those. */
type Answered = Answer & { readonly allow?: readonly string[] }

async function answerOf(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answered> {
  const { method = '', url = '', headers } = request
  const site = headers['sec-fetch-site']
  // A page in somebody's browser reaches loopback too. `none` is a person who has typed the address.
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) {
    return refusal(403, 'requests of web pages are not answered')
  }
  const path = pathOf(url)
  const found = routes.find((route) => nameIn(route, path) !== undefined)
  if (found === undefined) return refusal(404, `page not found: there are ${routes.map(lineOf).join(', ')}`)
  const allow = methodsOf(found)
  if (!allow.includes(method)) return { ...refusal(405, `method not allowed: ${method}`), allow }
  const name = decode(nameIn(found, path) ?? '')
  if (name === undefined) return refusal(400, `invalid URL escape in ${JSON.stringify(path)}`)
  if (found.method === undefined) return found.answer({ name, body: undefined })
  if (headers.expect !== undefined) response.writeContinue()
  return found.answer({ name, body: await readBody(request) })
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
