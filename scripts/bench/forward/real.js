import { act } from '../asking.js'
import { load } from '../load.js'
import { calls, rowsOfCalls } from './calls.js'
import { least } from './goals.js'

// A real engine: what is left of the difference where the engine has something to do.

const workloads = [
  ...[1, 16, 64, 256].map((connections) => ({ path: '/_ping', what: '_ping', connections })),
  { path: '/_ping', what: '_ping, Connection: close', connections: 16, closing: true },
  { path: '/v1.41/containers/json?all=1', what: 'list of 50 containers', connections: 1 },
  {
    path: '/v1.41/containers/json?all=1',
    what: 'list of 50 containers',
    connections: 16,
    goals: [least(0.8, 'rate', 'direct')],
  },
  { path: '/v1.41/containers/json?all=1', what: 'list of 50 containers', connections: 64 },
]

/** Answers a second of a real engine, on Unix sockets. */
export const realCalls = {
  name: 'real',
  title: 'Calls a second, of a real engine',
  head: calls.head,
  async measure({ sides, rounds, sizes }) {
    for (let made = 0; made < sizes.containers; made++)
      await act(sides.direct.socketPath, 'POST /v1.41/containers/create', { Image: 'busybox', Cmd: ['true'] })
    const rows = []
    for (const { path, what, goals, ...how } of workloads) {
      const measure = async ({ socketPath }, counts) => {
        const began = performance.now()
        const ms = (counts ? sizes.seconds : sizes.seconds / 4) * 1000
        const rate = await load(socketPath, path, { ...how, ms })
        return { rate, calls: (rate * (performance.now() - began)) / 1000 }
      }
      const title = `${what}, ${how.connections} ${how.connections === 1 ? 'connection' : 'connections'}`
      rows.push(...(await rowsOfCalls({ title, goals, sides, rounds }, measure)))
    }
    return rows
  },
}
