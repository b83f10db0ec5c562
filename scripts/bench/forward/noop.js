import { createServer } from 'node:http'

// An engine that does nothing, so that what is in front of it is what shows: `node noop.js socket port`.
const [, , socketPath, port] = process.argv
const text = (length) => Buffer.from(`${JSON.stringify([{ Id: 'x'.repeat(length - 12) }])}\n`)
const answers = new Map([
  ['/_ping', ['text/plain; charset=utf-8', Buffer.from('OK')]],
  ['/v1.41/containers/json', ['application/json', text(2000)]],
  ['/v1.41/images/json', ['application/json', text(100_000)]],
])

function answer(request, response) {
  const [type, body] = answers.get(request.url) ?? answers.get('/_ping')
  response.writeHead(200, ['Api-Version', '1.41', 'Content-Type', type, 'Content-Length', String(body.length)])
  response.end(body)
}

createServer({ keepAliveTimeout: 60_000 }, answer).listen(socketPath)
createServer({ keepAliveTimeout: 60_000 }, answer).listen(Number(port), '127.0.0.1')
