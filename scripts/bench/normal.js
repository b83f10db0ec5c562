import { once } from 'node:events'
import { connect } from 'node:net'

// A client as there are many: one call after the other on a connection of its own, with a pause between them.

const paths = ['/_ping', '/containers/json']
const pause = 2

/** Opens the connection of such a client. */
export async function openNormal(socketPath) {
  const socket = connect(socketPath)
  await once(socket, 'connect')
  return socket
}

/**
 * Asks for paths in turn for some time, `_ping` and `containers/json` unless others are given. Resolves to the ms that
 * each call took. Rejects for an answer that is not 200, and when there is none for 20 s.
 */
export async function askNormally(socket, ms, asked = paths) {
  const took = []
  const end = performance.now() + ms
  for (let count = 0; performance.now() < end; count++) {
    const start = performance.now()
    await askOn(socket, asked[count % asked.length])
    took.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return took
}

function askOn(socket, path) {
  return new Promise((resolve, reject) => {
    let heard = ''
    const limit = setTimeout(() => finish(new Error(`${path} was not answered within 20 s`)), 20_000)
    const hear = (chunk) => {
      heard += chunk.toString('latin1')
      if (!heard.startsWith('HTTP/1.1 200') && heard.length > 12) finish(new Error(heard.slice(0, 200)))
      else if (isWhole(heard)) finish()
    }
    const gone = () => finish(new Error(`the connection was closed during ${path}`))
    const finish = (failure) => {
      clearTimeout(limit)
      socket.off('data', hear).off('close', gone).off('error', finish)
      if (failure === undefined) resolve()
      else reject(failure)
    }
    socket.on('data', hear).on('close', gone).on('error', finish)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\n\r\n`)
  })
}

function isWhole(heard) {
  const end = heard.indexOf('\r\n\r\n')
  if (end < 0) return false
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(heard.slice(0, end)) ?? []
  return length === undefined ? heard.endsWith('\r\n0\r\n\r\n') : heard.length >= end + 4 + Number(length)
}
