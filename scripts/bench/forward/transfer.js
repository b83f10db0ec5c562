import { connect } from 'node:net'
import { block, blockSize, end, writeBlocks } from './zeros.js'

// Clients that move bodies of any size and keep nothing of them.

// How long a transfer may take, in ms.
const limit = 120_000

/** Fetches a body of so many blocks. Resolves when the last byte of it is there, and has been counted. */
export function download(socketPath, blocks) {
  return fetchAll(socketPath, exportOf(blocks), blocks * blockSize)
}

/** Fetches all files of a container, which are so many bytes at least. Resolves as `download`. */
export function exportAll(socketPath, container, least) {
  return fetchAll(socketPath, requestOf(`GET /v1.41/containers/${container}/export`), least)
}

async function fetchAll(socketPath, request, least) {
  const { head, bytes, tail } = await answerOf(socketPath, request)
  // However it is framed anew, it is no shorter than what is in it.
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`answered ${head.slice(9, 12)}`)
  if (bytes < least || !tail.endsWith(end)) throw new Error(`broken off after ${bytes} bytes`)
}

/** Sends a body of so many blocks. Resolves when the engine has said that it had all of it. */
export async function upload(socketPath, blocks) {
  const line = 'POST /v1.41/images/load'
  const { head, tail } = await answerOf(socketPath, requestOf(line, upFields), (socket) => writeBlocks(socket, blocks))
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`answered ${head.slice(9, 12)}`)
  if (!tail.includes(`"bytes":${blocks * blockSize}}`)) throw new Error(`the engine had ${tail}`)
}

/** Begins to fetch a body of so many blocks, and stops reading. Resolves to the socket when the answer has begun. */
export function stopReading(socketPath, blocks) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => socket.write(exportOf(blocks)))
    socket.on('error', reject)
    socket.once('data', () => resolve(socket.pause()))
  })
}

/** Sends a body of so many blocks, of which the engine reads nothing. Resolves to the socket when that is asked for. */
export function sendUnread(socketPath, blocks) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => {
      socket.write(requestOf('POST /v1.41/images/load?unread', upFields))
      void writeBlocks(socket, blocks)
      resolve(socket)
    })
    socket.on('error', reject)
  })
}

const upFields = ['Content-Type: application/x-tar', 'Transfer-Encoding: chunked']

function exportOf(blocks) {
  return requestOf(`GET /v1.41/containers/zeros/export?${blocks}`)
}

function requestOf(line, fields = []) {
  return [`${line} HTTP/1.1`, 'Host: docker', 'Connection: close', ...fields, '\r\n'].join('\r\n')
}

/** The head of an answer, how many bytes came in all, and the last of them, when the connection is closed. */
function answerOf(socketPath, request, send) {
  return new Promise((resolve, reject) => {
    const answer = { head: '', bytes: 0, tail: '' }
    const hear = (length, buffer) => {
      const text = buffer.latin1Slice(Math.max(0, length - 100), length)
      if (answer.bytes === 0) answer.head = buffer.latin1Slice(0, Math.min(length, 100))
      answer.bytes += length
      answer.tail = (answer.tail + text).slice(-100)
      return true
    }
    // Read into one buffer again and again.
    const socket = connect({ path: socketPath, onread: { buffer: Buffer.alloc(block.length), callback: hear } })
    const timer = setTimeout(() => socket.destroy(new Error(`not through after ${limit / 1000} s`)), limit)
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answer)
    })
    socket.write(request)
    void send?.(socket)
  })
}
