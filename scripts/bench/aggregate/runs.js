import { act } from '../asking.js'
import { median, percentile } from '../figures.js'
import { removeContainers } from '../simulator/containers.js'
import { compared, differences, middle, rowsOf } from '../turns.js'
import { record } from './record.js'
import { beyond, goalCells, inTurnToTheEnd, startKinds } from './sides.js'

const head = [
  ...['nodes', 'answered by', 'p50 ms', 'p90 ms', 'p99 ms', 'p99 beyond the node', 'p50 × the node', 'spread'],
  ...['goal', 'reached'],
]

const goals = [beyond(100, 'ms', 'p99', 'the node')]

// As `docker run -dit` asks.
const shell = { Image: 'busybox', Cmd: ['sh'], Tty: true, OpenStdin: true }

/** A creation and a start, as `docker run -dit` makes them; beside a client that knows the nodes. */
export const runs = {
  name: 'runs',
  title: 'Containers that are run',
  head,
  async measure(given) {
    const { pool, rounds, sizes } = given
    const engines = pool.nodes.slice(0, 10).map(({ socketPath }) => socketPath)
    const sides = { 'the node': { engines }, ...(await startKinds(given)) }
    const all = await inTurnToTheEnd(sides, rounds, ({ socketPath, engines = [socketPath] }) =>
      runMany(engines, sizes.runs),
    )
    return rowsOf(head, [`${pool.nodes.length}`], all, (name, figures) => [
      ...['p50', 'p90', 'p99'].map((key) => middle(figures, key).toFixed(1)),
      name === 'the node' ? '' : median(differences(all, 'p99', name, 'the node')).toFixed(1),
      ...compared(all, 'p50', name, 'the node'),
      ...goalCells(goals, all, name),
    ])
  },
  last: [cellsOfRecord(record.run)],
}

/** Runs so many containers one after the other, on one engine after the other, and removes them. */
async function runMany(engines, count) {
  const took = []
  const ids = new Map(engines.map((engine) => [engine, []]))
  for (let number = 0; number < count; number++) {
    const engine = engines[number % engines.length]
    const start = performance.now()
    const { Id } = await act(engine, 'POST /containers/create', shell)
    await act(engine, `POST /containers/${Id}/start`)
    took.push(performance.now() - start)
    ids.get(engine).push(Id)
  }
  for (const [engine, own] of ids) await removeContainers(engine, own)
  return { p50: percentile(took, 0.5), p90: percentile(took, 0.9), p99: percentile(took, 0.99) }
}

function cellsOfRecord({ p50, p90, p99 }) {
  const cells = [record.nodes, record.name, ...[p50, p90, p99].map(String)]
  return [...cells, ...Array(head.length - cells.length).fill('')]
}
