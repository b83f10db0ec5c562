import { act } from '../asking.js'
import { median } from '../figures.js'
import { compared, inTurn, middle, rowsOf } from '../turns.js'
import { goalCells, most } from './goals.js'
import { attachOf, hijack, startOf } from './hijack.js'
import { processorTimeOf } from './running.js'

// Hijacked connections: how long a small message takes to the engine and back, one after the other.

const head = ['', 'through', 'µs', '× direct', 'spread', 'CPU µs a round trip', 'goal', 'reached']
const message = Buffer.alloc(64, 'x')

/** Round trips on an engine that sends back what comes. */
export const echo = {
  name: 'echo',
  title: 'Echo over hijacked connections, of an engine that does nothing',
  head,
  async measure({ sides, rounds, sizes }) {
    const how = { sides, rounds, trips: sizes.trips, size: message.length }
    return [
      ...(await rowsOfTrips('exec', how, () => startOf('echo'))),
      ...(await rowsOfTrips('attach', how, () => attachOf('echo'))),
    ]
  },
}

/** Round trips to a `cat` in a container of a real engine. */
export const realEcho = {
  name: 'real',
  title: 'Echo of an exec of cat, of a real engine',
  head,
  async measure({ sides, rounds, sizes }) {
    const { socketPath } = sides.direct
    const create = { Image: 'busybox', Cmd: ['sleep', '600'], HostConfig: { NetworkMode: 'none' } }
    const { Id: container } = await act(socketPath, 'POST /v1.41/containers/create', create)
    await act(socketPath, `POST /v1.41/containers/${container}/start`)
    const start = async () => {
      const cat = { AttachStdin: true, AttachStdout: true, Cmd: ['cat'] }
      const { Id } = await act(socketPath, `POST /v1.41/containers/${container}/exec`, cat)
      return startOf(Id)
    }
    // Each message comes back as a frame, with a head of eight bytes.
    const how = { sides, rounds, trips: sizes.realTrips, size: message.length + 8, goals: [most(1.5, 'us', 'direct')] }
    const rows = await rowsOfTrips('exec', how, start)
    await act(socketPath, `DELETE /v1.41/containers/${container}?force=1`)
    return rows
  },
}

async function rowsOfTrips(title, { sides, rounds, trips, size, goals = [] }, call) {
  const all = await inTurn(sides, rounds, async (side, counts) => {
    const socket = await hijack(side.socketPath, await call())
    const before = processorTimeOf(side)
    const count = counts ? trips : Math.ceil(trips / 5)
    const took = await roundTrips(socket, count, size).finally(() => socket.destroy())
    return { us: median(took) * 1000, cost: ((processorTimeOf(side) - before) * 1000) / count }
  })
  return rowsOf(head, [title], all, (name, figures) => {
    const cost = name === 'direct' ? '' : middle(figures, 'cost').toFixed(0)
    const cells = [middle(figures, 'us').toFixed(1), ...compared(all, 'us', name, 'direct'), cost]
    return [...cells, ...goalCells(goals, all, name)]
  })
}

/** Sends a message so often, each when the one before is back as so many bytes. Resolves to the ms that each has taken. */
function roundTrips(socket, count, size) {
  return new Promise((resolve, reject) => {
    const took = []
    let missing
    let began
    const send = () => {
      missing = size
      began = performance.now()
      socket.write(message)
    }
    socket.setTimeout(5000, () => reject(new Error(`no answer after ${took.length} round trips`)))
    socket.on('close', () => reject(new Error(`closed after ${took.length} round trips`)))
    socket.on('data', (chunk) => {
      missing -= chunk.length
      if (missing > 0) return
      if (missing < 0) return reject(new Error('more has come back than was sent'))
      took.push(performance.now() - began)
      if (took.length === count) resolve(took)
      else send()
    })
    send()
  })
}
