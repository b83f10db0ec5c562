import { once } from 'node:events'
import { connect } from 'node:net'
import { takeHead, whole } from '../answers.js'

// A client that keeps nothing of what it reads, so that it is the server that is measured.

/** Opens a connection for calls one after the other. */
export async function openCalls(socketPath) {
  const socket = connect(socketPath)
  await once(socket, 'connect')
  return socket
}

/**
 * Gets a path over and over on such a connection, so many times at least, and on for so many ms. Resolves to the ms that
 * each call took to the last byte of its answer.
 */
export async function clock(socket, path, { least, ms }) {
  const took = []
  const end = performance.now() + ms
  while (took.length < least || performance.now() < end) {
    const start = performance.now()
    await get(socket, path)
    took.push(performance.now() - start)
  }
  return took
}

/** Resolves to the bytes of the answer, head and all. Rejects for one that is not 200, and when there is none for 30 s. */
export function get(socket, path) {
  return new Promise((resolve, reject) => {
    let takes = takeHead
    let bytes = 0
    const hear = (chunk) => {
      bytes += chunk.length
      takes = takes(chunk)
      if (takes === undefined) finish(new Error(`${path}: ${chunk.toString('latin1').slice(0, 200)}`))
      else if (takes === whole) finish()
    }
    const gone = () => finish(new Error(`the connection was closed during ${path}`))
    const limit = setTimeout(() => finish(new Error(`${path} was not answered within 30 s`)), 30_000)
    const finish = (failure) => {
      clearTimeout(limit)
      socket.off('data', hear).off('close', gone).off('error', finish)
      if (failure === undefined) resolve(bytes)
      else reject(failure)
    }
    socket.on('data', hear).on('close', gone).on('error', finish)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\n\r\n`)
  })
}
