import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask } from '../asking.js'
import { load } from '../load.js'
import { createMany } from '../measures.js'
import { compared, inTurn, middle, rowsOf } from '../turns.js'
import { goalCells, least, startBare, startSimulator, withReal } from './sides.js'

const list = '/v1.41/containers/json?all=1'
const head = ['', 'on', 'a second', '× bare', 'spread', '× real', 'spread', 'goal', 'reached']

/** Lists of containers, beside a bare server that sends the same bytes; a real engine is spared long ones. */
export const lists = {
  name: 'lists',
  title: 'Lists of containers',
  head,
  async measure(given) {
    const bare = await startBare(given.folder)
    const rows = []
    for (const [at, count] of given.sizes.lists.entries()) {
      const onReal = count <= 100 ? given.real : undefined
      if (onReal !== undefined) await createMany(onReal.socketPath, count - (given.sizes.lists[at - 1] ?? 0))
      rows.push(
        ...(await rowsOfList(`${count}`, { ...given, bare, count, real: onReal }, [least(0.8, 'rate', 'bare')])),
      )
    }
    const longest = Math.max(...given.sizes.lists)
    const title = `${longest} in their first minute, so that some Status is always due`
    rows.push(...(await rowsOfList(title, { ...given, bare, count: longest, real: undefined, running: true })))
    await bare.close()
    return rows
  },
}

async function rowsOfList(title, { folder, rounds, sizes, bare, real, count, running = false }, goals = []) {
  const simulator = await startSimulator(folder)
  await createMany(simulator.socketPath, count - 1, running)
  await record(simulator.socketPath, folder, `list${count}`)
  const sides = withReal({ simulator, bare: { ...bare, path: `/list${count}` } }, real)
  // A side has to be busy for long enough to be compiled: that takes V8 seconds, and a daemon runs for days.
  const all = await inTurn(sides, rounds, async ({ socketPath, path = list }, counts) => ({
    rate: await load(socketPath, path, { ms: counts ? sizes.listing : sizes.warm }),
  }))
  await simulator.close()
  return rowsOf(head, [`list of ${title}`], all, (name, figures) => {
    const ratios = [...compared(all, 'rate', name, 'bare'), ...compared(all, 'rate', name, 'real')]
    return [middle(figures, 'rate').toFixed(0), ...ratios, ...goalCells(goals, all, name)]
  })
}

/** Keeps an answer for the bare server: its bytes, and its headers but for those that Node adds by itself. */
async function record(socketPath, folder, name) {
  const { headers, text } = await ask(socketPath, `GET ${list}`)
  const own = headers.flatMap((field, at) => {
    return at % 2 === 1 || /^(date|connection|keep-alive)$/i.test(field) ? [] : [field, headers[at + 1]]
  })
  await writeFile(join(folder, name), text)
  await writeFile(join(folder, `${name}.headers`), JSON.stringify(own))
}
