import { connect } from 'node:net'

// The connections of an attack. A connection that the daemon closes is opened again where the attack keeps it up.

/**
 * Opens so many connections, a hundred at a time, and calls back for each. Resolves to them when all are open, or have
 * been answered.
 *
 * @param keep opens a connection again a while after the daemon has closed it
 * @param unread reads nothing that comes
 * @param answered waits for the first bytes of an answer
 */
export async function openMany(socketPath, count, how, begin) {
  const sockets = []
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(100, count - sockets.length) }, () => openOne(socketPath, how, begin))
    sockets.push(...(await Promise.all(some)))
  }
  return sockets
}

// How long it takes until a connection that was closed is opened again, in ms.
const pause = 500

function openOne(socketPath, how, begin) {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.on('error', () => undefined)
    socket.on('connect', async () => {
      await begin(socket)
      if (how.answered !== true) resolve(socket)
    })
    if (how.unread !== true) socket.on('data', () => resolve(socket))
    socket.on('close', () => {
      resolve(socket)
      if (how.keep === true) setTimeout(() => void openOne(socketPath, how, begin), pause)
    })
  })
}

/** Sends bytes, and again whenever so many answers with 200 have come. Resolves when they have for the first time. */
export function again(socketPath, bytes, answers) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => socket.write(bytes))
    let left = answers
    let tail = ''
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      const text = tail + chunk.toString('latin1')
      left -= text.split('HTTP/1.1 200').length - 1
      // What is cut in two is counted once, with its second half.
      tail = text.slice(text.lastIndexOf('\n') + 1)
      if (tail.startsWith('HTTP/1.1 200')) tail = tail.slice(12)
      if (left > 0) return
      left = answers
      resolve()
      socket.write(bytes)
    })
  })
}

/** Ends connections without a word. */
export function reset(sockets) {
  for (const socket of sockets) socket.destroy()
}
