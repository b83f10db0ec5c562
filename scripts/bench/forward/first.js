import { join } from 'node:path'
import { hangUp } from '../asking.js'
import { median, spread } from '../figures.js'
import { bare, startServer, swarmd } from '../servers.js'
import { inTurn, middle, rowsOf, times } from '../turns.js'

const head = ['of', 'ms', 'more than bare', '× bare', 'spread']

/** From spawn to the first answer, which is the engine's, beside a bare `node:http` server, whose answer is its own. */
export const first = {
  name: 'start',
  title: 'From spawn to the first answer',
  head,
  async measure({ engine, folder, rounds }) {
    const socket = join(folder, 'first.sock')
    const forward = ['--backend', `forward unix://${engine.socketPath}`, `unix://${socket}`]
    const sides = {
      bare: [bare, socket, folder],
      swarmd: [swarmd, ...forward],
      'swarmd, debug': [swarmd, '--backend', 'debug --quiet', ...forward],
    }
    const all = await inTurn(sides, rounds, async (args) => {
      const { ms, close } = await startServer(args, socket)
      hangUp()
      await close()
      return { ms }
    })
    return rowsOf(head, [], all, (name, figures) => {
      const more = figures.map(({ ms }, round) => ms - all.bare[round].ms)
      const ratios = times(all, 'ms', name, 'bare')
      const beside = [median(more).toFixed(0), median(ratios).toFixed(2), spread(ratios)]
      return [middle(figures, 'ms').toFixed(0), ...(name === 'bare' ? ['', '', ''] : beside)]
    })
  },
}
