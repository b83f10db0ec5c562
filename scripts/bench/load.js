import { connect } from 'node:net'

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

// How an answer is taken, chunk by chunk: each returns what takes the next one; undefined for what is no right answer.

const whole = () => undefined

/** The head comes in one piece. */
function takeHead(chunk) {
  const end = chunk.indexOf('\r\n\r\n')
  const head = chunk.latin1Slice(0, end)
  if (end < 0 || !head.startsWith('HTTP/1.1 200 ')) return undefined
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
  const body = chunk.subarray(end + 4)
  return length === undefined ? takeChunked('')(body) : takeBytes(Number(length))(body)
}

function takeBytes(missing) {
  return (chunk) => {
    if (chunk.length > missing) return undefined
    return chunk.length === missing ? whole : takeBytes(missing - chunk.length)
  }
}

const lastChunk = '\r\n0\r\n\r\n'

function takeChunked(before) {
  return (chunk) => {
    const tail = (before + chunk.latin1Slice(Math.max(0, chunk.length - lastChunk.length))).slice(-lastChunk.length)
    return tail === lastChunk ? whole : takeChunked(tail)
  }
}
