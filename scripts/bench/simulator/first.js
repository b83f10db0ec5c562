import { hangUp } from '../asking.js'
import { median, spread } from '../figures.js'
import { inTurn, middle, rowsOf } from '../turns.js'
import { startBare, startSimulator } from './sides.js'

const head = ['of', 'ms', 'more than bare', 'spread', 'goal', 'reached']
const limit = 120

/** From spawn to the first answer, beside a bare `node:http` server. */
export const first = {
  name: 'start',
  title: 'From spawn to the first answer',
  head,
  async measure({ folder, rounds }) {
    const sides = {
      bare: () => startBare(folder),
      'the simulator, no container': () => startSimulator(folder, 'simulator'),
      'the simulator, one container': () => startSimulator(folder),
    }
    const all = await inTurn(sides, rounds, async (start) => {
      const { ms, close } = await start()
      hangUp()
      await close()
      return { ms }
    })
    return rowsOf(head, [], all, (name, figures) => {
      const more = figures.map(({ ms }, round) => ms - all.bare[round].ms)
      const goal = [`≤ ${limit} ms more`, median(more) <= limit ? 'yes' : 'NO']
      const beside = name === 'bare' ? Array(4).fill('') : [median(more).toFixed(0), spread(more), ...goal]
      return [middle(figures, 'ms').toFixed(0), ...beside]
    })
  },
}
