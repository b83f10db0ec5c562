import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'

// The least that Node can do: the bytes of a file for its path, on a unix socket. `node bare.js socket folder`.
const [, , socketPath, folder] = process.argv
const files = new Map()

createServer((request, response) => {
  const name = request.url.slice(1)
  if (name === '_ping') return response.end('OK')
  if (!files.has(name)) files.set(name, readFileSync(`${folder}/${name}`))
  const bytes = files.get(name)
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length })
  response.end(bytes)
}).listen(socketPath)
