import { readFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import { get, openCalls } from './clocked.js'

// The least that can be in front of many engines, as a server. `node peer.js kind socket file`: the file has the engines'
// sockets as JSON. `fan-out` asks all of them over connections that it keeps, throws away what they answer, and answers how
// many bytes that was; `merge` parses what they answer and answers with one array of it all.

const [, , kind, socketPath, file] = process.argv
const engines = JSON.parse(readFileSync(file, 'utf8'))
const answer = kind === 'fan-out' ? fanOut() : merge()

createServer((asked, response) => {
  if (asked.url === '/_ping') return response.end('OK')
  answer(asked.url).then(
    (text) => response.setHeader('Content-Length', Buffer.byteLength(text)).end(text),
    (thrown) => response.writeHead(500).end(thrown.message),
  )
}).listen(socketPath)

/** One call at a time: each engine has one connection, and a new one where it was closed as idle. */
function fanOut() {
  const sockets = new Map()
  const call = async (engine, path) => {
    if (sockets.get(engine)?.writable !== true) sockets.set(engine, await openCalls(engine))
    return get(sockets.get(engine), path)
  }
  return async (path) => {
    const sizes = await Promise.all(engines.map((engine) => call(engine, path)))
    return JSON.stringify(sizes.reduce((sum, bytes) => sum + bytes, 0))
  }
}

function merge() {
  const agent = new Agent({ keepAlive: true })
  return async (path) => {
    const parts = await Promise.all(engines.map((socketPath) => ask({ socketPath, path, agent })))
    return JSON.stringify(parts.map((part) => JSON.parse(part)).flat())
  }
}

function ask(options) {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve(Buffer.concat(chunks).toString()))
    })
    sent.on('error', reject)
    sent.end()
  })
}
