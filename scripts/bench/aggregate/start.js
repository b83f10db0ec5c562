import { setTimeout as pause } from 'node:timers/promises'
import { act, hangUp } from '../asking.js'
import { inTurn, middle, rowsOf } from '../turns.js'
import { usageOf, watchUsage } from '../usage.js'
import { get, openCalls } from './clocked.js'
import { shareOfTime } from './rest.js'
import { goalCells, kinds, never, startAggregate, within } from './sides.js'

const head = [
  ...[
    'nodes',
    'of',
    'ms to the first answer',
    'ms to a whole ps -a',
    'MB then',
    'MB after many',
    'MB at most',
    'CPU % at rest',
  ],
  ...['goal', 'reached'],
]

const goals = [within(10_000, 'ms', 'whole'), never(400, 'MB', 'most')]

/** From spawn to the first answer, and to the list of all containers; what the process takes. */
export const start = {
  name: 'start',
  title: 'Start, memory, and what it takes at rest',
  head,
  async measure(given) {
    const { pool, rounds, sizes } = given
    const all = await inTurn(kinds, rounds, (options) => startOnce(given, options, sizes))
    return rowsOf(head, [`${pool.nodes.length}`], all, (name, figures) => {
      const cells = ['first', 'whole', 'then', 'after', 'most'].map((key) => middle(figures, key).toFixed(0))
      return [...cells, middle(figures, 'rest').toFixed(1), ...goalCells(goals, all, name)]
    })
  },
}

async function startOnce(given, options, { least, settle, rest }) {
  const begin = performance.now()
  const { socketPath, pid, ms: first, close } = await startAggregate(given, options)
  try {
    const watched = watchUsage(pid)
    await listsAll(socketPath, given.pool.containers)
    const whole = performance.now() - begin
    await pause(settle)
    const { memory: then } = usageOf(pid)
    const share = await shareOfTime(pid, rest)
    await listOften(socketPath, least)
    await pause(settle)
    watched.end()
    return { first, whole, then, after: usageOf(pid).memory, most: watched.most.memory, rest: share }
  } finally {
    hangUp()
    await close()
  }
}

/** Resolves when a list has that many containers; `info` is asked until it counts as many, since it is short. */
async function listsAll(socketPath, count) {
  const limit = performance.now() + 60_000
  let found = 0
  while (performance.now() < limit) {
    found = (await act(socketPath, 'GET /info')).Containers
    if (found === count) found = (await act(socketPath, 'GET /containers/json?all=1')).length
    if (found === count) return
    await pause(20)
  }
  throw new Error(`it has found ${found} of ${count} containers within 60 s`)
}

async function listOften(socketPath, times) {
  const socket = await openCalls(socketPath)
  for (let time = 0; time < times; time++) await get(socket, '/containers/json?all=1')
  socket.destroy()
}
