import { act } from '../asking.js'
import { hijack } from '../forward/hijack.js'
import { compared, middle, rowsOf } from '../turns.js'
import { besideReal } from './sides.js'

const head = ['', 'on', 'MB/s', '× real', 'spread']
const line = 'a line of sixty-three letters and spaces, as long as some are..'

/** What `docker run` does for a program with much to say: attach, start, read to the end, wait, remove. */
export const output = {
  name: 'output',
  title: 'The output of docker run',
  head,
  async measure(given) {
    const { output: bytes } = given.sizes
    const all = await besideReal(given, async ({ socketPath }) => {
      return { speed: bytes / 1e6 / (await secondsToRead(socketPath, bytes)) }
    })
    return rowsOf(head, [`${(bytes / 1024 / 1024).toFixed(0)} MiB of lines`], all, (name, figures) => [
      middle(figures, 'speed').toFixed(1),
      ...compared(all, 'speed', name, 'real'),
    ])
  },
}

async function secondsToRead(socketPath, bytes) {
  const config = {
    Image: 'busybox',
    Cmd: ['sh', '-c', `yes '${line}' | head -c ${bytes}`],
    HostConfig: { NetworkMode: 'none' },
  }
  const { Id } = await act(socketPath, 'POST /containers/create', config)
  const socket = await hijack(socketPath, { path: `/v1.41/containers/${Id}/attach?stream=1&stdout=1`, body: '' })
  const read = countFramed(socket)
  const start = performance.now()
  await act(socketPath, `POST /containers/${Id}/start`)
  const heard = await read
  const seconds = (performance.now() - start) / 1000
  await act(socketPath, `POST /containers/${Id}/wait`)
  await act(socketPath, `DELETE /containers/${Id}`)
  if (heard !== bytes) throw new Error(`${heard} of ${bytes} bytes of output have come`)
  return seconds
}

const headSize = 8

/** Resolves to the bytes of output that Docker's frames hold, when the connection ends. */
function countFramed(socket) {
  let count = 0
  /** Bytes of the payload of a frame that are missing yet, and what is there of the head of the next one. */
  let missing = 0
  let rest = Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('end', () => resolve(count))
    socket.on('data', (chunk) => {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      while (bytes.length > 0) {
        const taken = Math.min(missing, bytes.length)
        count += taken
        missing -= taken
        bytes = bytes.subarray(taken)
        if (missing > 0 || bytes.length < headSize) break
        missing = bytes.readUInt32BE(4)
        bytes = bytes.subarray(headSize)
      }
      rest = bytes
    })
  })
}
