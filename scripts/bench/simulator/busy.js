import { act, ask } from '../asking.js'
import { compared, middle, rowsOf } from '../turns.js'
import { forEach, removeContainers, startContainers } from './containers.js'
import { besideReal } from './sides.js'

const head = [
  ...['on', 'containers', 'rounds a second, all', 'slowest / fastest', 'Jain’s index'],
  ...['ms to kill all', 'ms each', '× real', 'spread'],
]

// A signal has it say how many rounds it has made; before the first it says that signals may come.
const counting = { Cmd: ['sh', '-c', "i=0; trap 'echo $i' USR1; echo 0; while :; do i=$((i+1)); done"] }

/** Containers that never rest: how evenly they advance, and how long it takes to be rid of them. */
export const busy = {
  name: 'busy',
  title: 'Containers that never rest',
  head,
  async measure(given) {
    const { busy: counts, window } = given.sizes
    const all = await besideReal(given, async ({ name, socketPath }) => {
      const ids = await startContainers(socketPath, counts[name], counting)
      const rates = await ratesOf(socketPath, ids, window)
      const killing = await timeToKill(socketPath, ids)
      await removeContainers(socketPath, ids)
      return { ...fairness(rates), killing, each: killing / ids.length }
    })
    return rowsOf(head, [], all, (name, figures) => [
      `${counts[name]}`,
      middle(figures, 'sum').toFixed(0),
      middle(figures, 'ratio').toFixed(2),
      middle(figures, 'jain').toFixed(3),
      middle(figures, 'killing').toFixed(0),
      middle(figures, 'each').toFixed(1),
      ...compared(all, 'each', name, 'real'),
    ])
  },
}

/** Rounds a second of each container, between two signals. */
async function ratesOf(socketPath, ids, window) {
  await hear(socketPath, ids, 1)
  await signal(socketPath, ids)
  await new Promise((resolve) => setTimeout(resolve, window))
  await signal(socketPath, ids)
  const said = await hear(socketPath, ids, 3)
  return said.map(([, first, second]) => ((second.count - first.count) * 1000) / (second.ms - first.ms))
}

const signal = (socketPath, ids) => forEach(ids, (id) => act(socketPath, `POST /containers/${id}/kill?signal=USR1`))

/** Resolves when each container has said so many counts, to all that each has said. */
function hear(socketPath, ids, count) {
  return forEach(ids, async (id) => {
    const limit = performance.now() + 30_000
    while (performance.now() < limit) {
      const { text } = await ask(socketPath, `GET /containers/${id}/logs?stdout=1&timestamps=1`)
      const said = [...text.matchAll(/(\d{4}-\d\d-\S+Z) (\d+)\n/g)]
      if (said.length >= count) return said.map(([, time, rounds]) => ({ ms: Date.parse(time), count: Number(rounds) }))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error('a busy container has said too little for 30 s')
  })
}

/** Of rates: all of them together, the slowest beside the fastest, and Jain's index, which is 1 where all are equal. */
function fairness(rates) {
  const sum = rates.reduce((all, rate) => all + rate, 0)
  const squares = rates.reduce((all, rate) => all + rate * rate, 0)
  return { sum, ratio: Math.min(...rates) / Math.max(...rates), jain: (sum * sum) / (rates.length * squares) }
}

/** ms until all have ended, of which each is killed without a wait for the others, as `docker kill` does. */
async function timeToKill(socketPath, ids) {
  const start = performance.now()
  await Promise.all(ids.map((id) => act(socketPath, `POST /containers/${id}/kill`)))
  await Promise.all(ids.map((id) => act(socketPath, `POST /containers/${id}/wait`)))
  return performance.now() - start
}
