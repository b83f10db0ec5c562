import { act } from '../asking.js'
import { load } from '../load.js'
import { calls, rowsOfCalls } from './calls.js'
import { least } from './goals.js'

// A real engine: what is left of the difference where the engine has something to do.

const workloads = [
  { title: '_ping, 16 connections', path: '/_ping' },
  {
    title: 'list of 50 containers, 16 connections',
    path: '/v1.41/containers/json?all=1',
    goals: [least(0.8, 'rate', 'direct')],
  },
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
    for (const { title, path, goals } of workloads) {
      const measure = async ({ socketPath }, counts) => {
        const began = performance.now()
        const ms = (counts ? sizes.seconds : sizes.seconds / 4) * 1000
        const rate = await load(socketPath, path, { connections: 16, ms })
        return { rate, calls: (rate * (performance.now() - began)) / 1000 }
      }
      rows.push(...(await rowsOfCalls({ title, goals, sides, rounds }, measure)))
    }
    return rows
  },
}
