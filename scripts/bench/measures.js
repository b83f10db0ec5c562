import { connect } from 'node:net'
import { act } from './asking.js'

/** ms that one container of `true` takes from its creation to its removal, of so many, so many at a time. */
export async function lifeOfTrue(socketPath, { count, abreast }) {
  const start = performance.now()
  const lane = async () => {
    for (let done = 0; done < count / abreast; done++) await liveOnce(socketPath)
  }
  await Promise.all(Array.from({ length: abreast }, lane))
  return (performance.now() - start) / count
}

async function liveOnce(socketPath) {
  const body = { Image: 'busybox', Cmd: ['true'], HostConfig: { NetworkMode: 'none' } }
  const { Id } = await act(socketPath, 'POST /containers/create', body)
  await act(socketPath, `POST /containers/${Id}/start`)
  const { StatusCode } = await act(socketPath, `POST /containers/${Id}/wait`)
  if (StatusCode !== 0) throw new Error(`true exited with ${StatusCode}`)
  await act(socketPath, `DELETE /containers/${Id}`)
}

/**
 * ms from a container's creation to the moment at which the last of so many listeners has read of it. It is created where
 * they listen, unless another engine is given.
 */
export async function eventToAll(socketPath, listeners, times, engine = socketPath) {
  let heard = () => undefined
  const sockets = []
  // A socket lets only so many wait to be accepted.
  while (sockets.length < listeners) {
    const some = Array.from({ length: Math.min(100, listeners - sockets.length) }, () =>
      listen(socketPath, () => heard()),
    )
    sockets.push(...(await Promise.all(some)))
  }
  const took = []
  for (let time = 0; time < times; time++) {
    const start = performance.now()
    const all = new Promise((resolve, reject) => {
      let missing = listeners
      heard = () => --missing === 0 && resolve()
      setTimeout(() => reject(new Error(`${missing} of ${listeners} listeners heard nothing`)), 20_000).unref()
    })
    const { Id } = await act(engine, 'POST /containers/create', { Image: 'busybox', Cmd: ['true'] })
    await all
    took.push(performance.now() - start)
    heard = () => undefined
    await act(engine, `DELETE /containers/${Id}`)
  }
  for (const socket of sockets) socket.destroy()
  return took
}

const onlyCreation = encodeURIComponent(JSON.stringify({ event: ['create'], type: ['container'] }))

/** Resolves when the head of the answer is there; calls back for each event. */
function listen(socketPath, onEvent) {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    socket.on('error', reject)
    socket.write(`GET /events?filters=${onlyCreation} HTTP/1.1\r\nHost: bench\r\n\r\n`)
    socket.once('data', () => {
      resolve(socket)
      socket.on('data', onEvent)
    })
  })
}

/** Creates containers like those that people have: some labels, some variables, a port. */
export async function createMany(socketPath, count, start = false) {
  let left = count
  const lane = async () => {
    while (left-- > 0) {
      const body = {
        Image: 'busybox',
        Cmd: ['sleep', 'infinity'],
        Env: ['PATH=/usr/local/bin:/usr/bin:/bin', `NUMBER=${left}`],
        Labels: { 'com.example.tier': 'front', 'com.example.number': String(left) },
      }
      const { Id } = await act(socketPath, 'POST /containers/create', body)
      if (start) await act(socketPath, `POST /containers/${Id}/start`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
}
