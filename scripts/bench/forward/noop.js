import { createServer } from 'node:http'
import { happened, hold } from './held.js'
import { writeBlocks } from './zeros.js'

// An engine that does nothing, so that what is in front of it is what shows: `node noop.js socket port`.
const [, , socketPath, port] = process.argv
const text = (length) => Buffer.from(`${JSON.stringify([{ Id: 'x'.repeat(length - 12) }])}\n`)
const answers = new Map([
  ['/_ping', ['text/plain; charset=utf-8', Buffer.from('OK')]],
  ['/v1.41/containers/json', ['application/json', text(2000)]],
  ['/v1.41/images/json', ['application/json', text(100_000)]],
])

// What is no plain answer, by the beginning of its line.
const others = [
  [/^GET \/v1\.41\/events\b/, events],
  [/^POST \/v1\.41\/containers\/\w+\/wait$/, never],
  [/^GET \/v1\.41\/containers\/zeros\/export\?/, exported],
  [/^POST \/v1\.41\/images\/load\?unread\b/, never],
  [/^POST \/v1\.41\/images\/load$/, loaded],
  // Without an upgrade dockerd goes on in raw bytes behind a 200, which nobody here has a use for.
  [/^POST \/v1\.41\/(exec|containers)\/\w+\/(start|attach)\b/, rawStream],
  [/^GET \/(opened|closed)\?/, told],
]

function answer(request, response) {
  const plain = answers.get(request.url)
  if (plain !== undefined) return send(response, ...plain)
  const line = `${request.method} ${request.url}`
  const [, other = missing] = others.find(([pattern]) => pattern.test(line)) ?? []
  other(request, response)
}

function send(response, type, body, status = 200) {
  response.writeHead(status, ['Api-Version', '1.41', 'Content-Type', type, 'Content-Length', String(body.length)])
  response.end(body)
}

function missing({ method, url }, response) {
  send(response, 'application/json', Buffer.from(JSON.stringify({ message: `no ${method} ${url} here` })), 404)
}

/** One event, so that all have a head to pass on, and no other. */
function events({ url, socket }, response) {
  hold(url, socket)
  response.writeHead(200, ['Content-Type', 'application/json'])
  response.write('{"Type":"container","Action":"create"}\n')
}

function never({ url, socket }) {
  hold(url, socket)
}

function rawStream(_request, response) {
  response.writeHead(200, ['Content-Type', 'application/vnd.docker.raw-stream'])
  response.flushHeaders()
}

/** So many blocks of zeros, past the server's own way to frame them. */
async function exported({ url, socket }) {
  const head = ['Content-Type: application/x-tar', 'Transfer-Encoding: chunked', 'Connection: close']
  socket.write(`HTTP/1.1 200 OK\r\n${head.join('\r\n')}\r\n\r\n`)
  await writeBlocks(socket, Number(url.split('?')[1]))
  socket.end()
}

/** Swallows a body, and says how many bytes it had. */
function loaded(request, response) {
  let bytes = 0
  request.on('data', (chunk) => (bytes += chunk.length))
  request.on('end', () => send(response, 'application/json', Buffer.from(JSON.stringify({ bytes }))))
}

/** Whether a call, whose target is the query, has been opened or closed: 200 as soon as it has, and 504 if not. */
async function told({ url }, response) {
  const [what, target] = url.slice(1).split('?')
  const status = (await happened(what, decodeURIComponent(target))) ? 200 : 504
  send(response, 'text/plain', Buffer.from(''), status)
}

/** Sends back what comes behind the body of the request. */
function echo(request, socket, head) {
  let ahead = Number(request.headers['content-length'] ?? 0)
  const hear = (chunk) => {
    const rest = chunk.subarray(Math.min(ahead, chunk.length))
    if (ahead > 0 && ahead <= chunk.length) begin()
    ahead -= chunk.length - rest.length
    if (rest.length > 0) socket.write(rest)
  }
  const begin = () => {
    hold(request.url, socket)
    const fields = ['Content-Type: application/vnd.docker.raw-stream', 'Connection: Upgrade', 'Upgrade: tcp']
    socket.write(`HTTP/1.1 101 UPGRADED\r\n${fields.join('\r\n')}\r\n\r\n`)
  }
  socket.on('error', () => undefined)
  socket.on('end', () => socket.end())
  socket.on('data', hear)
  if (ahead === 0) begin()
  if (head.length > 0) hear(head)
}

for (const where of [[socketPath], [Number(port), '127.0.0.1']])
  createServer({ keepAliveTimeout: 60_000 }, answer)
    .on('upgrade', echo)
    .listen(...where)
