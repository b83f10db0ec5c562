import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { describeError, stackOf } from '../errors.js'
import type { Logger } from '../engine/log.js'
import { endWith } from '../http/break-off.js'
import { closingAnswer, parserRefusal } from '../http/client-error.js'
import { pathOf } from '../http/match.js'
import { refusal, type Answer, type Route } from './route.js'

const serverOptions = {
  // Nobody has a body to send here: a request is its head.
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

/** A server of routes that is not listening yet. Every answer ends its connection, so that no body is ever read. */
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
  const { status, type, body } = await answerOf(routes, request).catch((thrown: unknown) => {
    log.error(`the admin address failed in ${JSON.stringify(request.url)}: ${stackOf(thrown)}`)
    return refusal(500, describeError(thrown))
  })
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...(status === 405 ? { Allow: methods.join(', ') } : {}),
  })
  response.end(body)
}

const methods = ['GET', 'HEAD']

async function answerOf(
  routes: readonly Route[],
  { method = '', url = '', headers }: IncomingMessage,
): Promise<Answer> {
  const site = headers['sec-fetch-site']
  // A page in somebody's browser reaches loopback too. `none` is a person who has typed the address.
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) {
    return refusal(403, 'requests of web pages are not answered')
  }
  const route = routes.find(({ path }) => path === pathOf(url))
  if (route === undefined) return refusal(404, `page not found: there are ${routes.map(({ path }) => path).join(', ')}`)
  return methods.includes(method) ? route.answer() : refusal(405, `method not allowed: ${method}`)
}
