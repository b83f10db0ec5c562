import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'

// The least that Node can do: for a path, the headers and the bytes of two files of its name, on a unix socket.
// `node bare.js socket folder`.
const [, , socketPath, folder] = process.argv
const answers = new Map()

createServer((request, response) => {
  const name = request.url.slice(1)
  if (name === '_ping') return response.end('OK')
  if (!answers.has(name)) answers.set(name, read(name))
  const { headers, bytes } = answers.get(name)
  response.writeHead(200, headers)
  response.end(bytes)
}).listen(socketPath)

function read(name) {
  return {
    headers: JSON.parse(readFileSync(`${folder}/${name}.headers`, 'utf8')),
    bytes: readFileSync(`${folder}/${name}`),
  }
}
