import { connect } from 'node:net'

// A client that does as little as can be, so that it is the server that is measured: it reads the length of each answer,
// and counts bytes.

/**
 * Asks for a path over and over for some time, on so many connections at once. Resolves to answers a second.
 * Rejects for an answer that is not 200.
 */
export async function load(socketPath, path, { connections = 16, ms }) {
  const start = performance.now()
  const end = start + ms
  const counts = await Promise.all(Array.from({ length: connections }, () => askUntil(end, socketPath, path)))
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start)
}

function askUntil(end, socketPath, path) {
  const request = `GET ${path} HTTP/1.1\r\nHost: bench\r\n\r\n`
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
