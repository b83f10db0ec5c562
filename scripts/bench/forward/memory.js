import { ask } from '../asking.js'
import { openMany } from '../attacks/lines.js'
import { usageOf, watchUsage } from '../usage.js'
import { middle, rowsOf } from '../turns.js'
import { goalCells, within } from './goals.js'
import { endAll, startInFrontOf } from './running.js'
import { sendUnread, stopReading } from './transfer.js'
import { blockSize } from './zeros.js'

// The resident memory of what stands in front of an engine, each time of a new process.

const goals = [within(75, 'MB at rest', 'rest'), within(20, 'MB more for a reader', 'reader')]

export const memory = {
  name: 'memory',
  title: 'Memory in MB',
  head: [
    ...['through', 'at rest', 'more when a reader of 1 GB stops', 'more when an engine stops reading 1 GB'],
    ...['with 1,000 event streams', 'goal', 'reached'],
  ],
  async measure({ engine, folder, rounds, sizes }) {
    const all = {}
    for (let round = 0; round < rounds; round++) {
      const figures = await once(engine, folder, sizes)
      for (const [name, of] of Object.entries(figures)) {
        all[name] = [all[name], of].find((some) => some instanceof Error) ?? [...(all[name] ?? []), of]
      }
    }
    return rowsOf(memory.head, [], all, (name, figures) => {
      const cells = ['rest', 'reader', 'engine', 'streams'].map((key) => middle(figures, key).toFixed(1))
      return [...cells, ...goalCells(goals, all, name)]
    })
  },
}

/** Starts all, and measures them: what rests can do so side by side, what opens a thousand streams does so in turn. */
async function once(engine, folder, sizes) {
  const sides = await startInFrontOf(engine.socketPath, folder)
  const failed = (thrown) => thrown
  const names = Object.keys(sides)
  try {
    const resting = await Promise.all(names.map((name) => stopped(sides[name], sizes).catch(failed)))
    const all = {}
    for (const [at, name] of names.entries()) {
      const streams = await withStreams(sides[name], sizes).catch(failed)
      all[name] = [resting[at], streams].find((some) => some instanceof Error) ?? { ...resting[at], streams }
    }
    return all
  } finally {
    await endAll(sides)
  }
}

/** At rest after some calls, and how much more while a body stops on its way to the client, or to the engine. */
async function stopped({ socketPath, pid }, { bytes, settle }) {
  for (let calls = 0; calls < 20; calls++) await ask(socketPath, 'GET /v1.41/containers/json')
  await pause(settle)
  const rest = usageOf(pid).memory
  const blocks = Math.ceil(bytes / blockSize)
  const reader = await growth(pid, settle, () => stopReading(socketPath, blocks))
  const engine = await growth(pid, settle, () => sendUnread(socketPath, blocks))
  return { rest, reader, engine }
}

async function growth(pid, settle, open) {
  const before = usageOf(pid).memory
  const watched = watchUsage(pid)
  try {
    const socket = await open()
    await pause(settle)
    socket.destroy()
    return Math.max(watched.most.memory, usageOf(pid).memory) - before
  } finally {
    watched.end()
  }
}

async function withStreams({ socketPath, pid }, { streams }) {
  const request = 'GET /v1.41/events HTTP/1.1\r\nHost: docker\r\n\r\n'
  const sockets = await openMany(socketPath, streams, { answered: true }, (socket) => void socket.write(request))
  const open = sockets.filter(({ destroyed, bytesRead }) => !destroyed && bytesRead > 0).length
  const { memory } = usageOf(pid)
  for (const socket of sockets) socket.destroy()
  if (open < streams) throw new Error(`only ${open} of ${streams} event streams`)
  return memory
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
