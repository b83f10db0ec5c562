import { connect } from 'node:net'
import { takeHead, whole } from './answers.js'

// A client that does as little as can be, so that it is the server that is measured: it reads the length of each answer,
// and counts bytes.

/**
 * Asks for a path over and over for some time, on so many connections at once, or over a new one each time (`closing`).
 * Resolves to answers a second. Rejects for an answer that is not 200.
 */
export async function load(socketPath, path, { connections = 16, ms, closing = false }) {
  const start = performance.now()
  const end = start + ms
  const askOn = closing ? askAnewUntil : askUntil
  const counts = await Promise.all(Array.from({ length: connections }, () => askOn(end, socketPath, path)))
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start)
}

async function askAnewUntil(end, socketPath, path) {
  let count = 0
  while (performance.now() < end) count += await askUntil(0, socketPath, path, ['Connection: close'])
  return count
}

function askUntil(end, socketPath, path, fields = []) {
  const request = [`GET ${path} HTTP/1.1`, 'Host: bench', ...fields, '\r\n'].join('\r\n')
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => socket.write(request))
    let count = 0
    let takes = takeHead
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      takes = takes(chunk)
      if (takes === undefined) return socket.destroy(new Error(`${path}: ${chunk.toString('latin1').slice(0, 200)}`))
      if (takes !== whole) return
      count++
      takes = takeHead
      if (performance.now() < end) return socket.write(request)
      socket.destroy()
      resolve(count)
    })
  })
}
