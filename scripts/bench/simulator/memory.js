import { hangUp } from '../asking.js'
import { shareOfMemory } from '../usage.js'
import { compared, inTurn, middle, rowsOf } from '../turns.js'
import { removeContainers, startContainers } from './containers.js'
import { memoryOfMany, startMeasured } from './measured.js'
import { withReal } from './sides.js'

const megabytes = (bytes) => (bytes / 1e6).toFixed(0)

/** Containers that were created and never started. */
export const memory = {
  name: 'memory',
  title: 'Memory of containers that do not run, in MB',
  head: ['containers', 'created', 'of that, heap', 'listed too', 'the whole process', 'goal', 'reached'],
  async measure({ sizes: { containers } }) {
    const { created, listed, whole } = await memoryOfMany(containers)
    const bytes = [created.rss, created.heap, listed.rss, whole].map(megabytes)
    return [[`${containers}`, ...bytes, '< 200 MB listed', listed.rss < 200e6 ? 'yes' : 'NO']]
  },
}

const idleHead = ['on', 'containers', 'KB each', '× real', 'spread', 'of that, KB of heap']

/** Containers with a shell each that waits for input; of a real engine, all its processes, with those of the shells. */
export const idle = {
  name: 'idle',
  title: 'Memory of containers whose shell is idle',
  head: idleHead,
  async measure({ real, rounds, sizes: { idle: counts } }) {
    const sides = withReal({ simulator: { measure: ofSimulator } }, real && { ...real, measure: ofReal })
    const all = await inTurn(sides, rounds, ({ name, measure, ...side }) => measure(counts[name], side))
    return rowsOf(idleHead, [], all, (name, figures) => {
      const heap = name === 'simulator' ? middle(figures, 'heap').toFixed(0) : ''
      return [`${counts[name]}`, middle(figures, 'each').toFixed(0), ...compared(all, 'each', name, 'real'), heap]
    })
  },
}

const shell = { Cmd: ['sh'], OpenStdin: true }

async function ofSimulator(count) {
  const { socketPath, used, close } = await startMeasured()
  // What the first one loads is not what each takes.
  await startContainers(socketPath, 8, shell)
  const before = await used()
  await startContainers(socketPath, count, shell)
  const after = await used()
  hangUp()
  await close()
  return { each: (after.rss - before.rss) / count / 1000, heap: (after.heap - before.heap) / count / 1000 }
}

async function ofReal(count, { socketPath, pid }) {
  const before = await householdMemory(pid)
  const ids = await startContainers(socketPath, count, shell)
  const after = await householdMemory(pid)
  await removeContainers(socketPath, ids)
  return { each: (after - before) / count }
}

/** KB that an engine and all that it has started take, what they share divided among them. */
async function householdMemory(pid) {
  const { householdOf } = await import('../../../dist-test/support/proc.js')
  const all = await householdOf(pid)
  return all.reduce((sum, own) => sum + shareOfMemory(own), 0)
}
