import { join } from 'node:path'
import { hangUp } from '../asking.js'
import { goalsOf } from '../goals.js'
import { bare, startServer, swarmd } from '../servers.js'
import { compared, inTurn, middle, rowsOf } from '../turns.js'

/** What the simulator is held to, beside a real engine and a bare server in the same run. */
export const { least, most, within, never, goalCells } = goalsOf('simulator')

let started = 0

/** A simulated engine with one container, which brings an image along, or by another spec. */
export function startSimulator(folder, spec = 'simulator seed') {
  const socket = join(folder, `${started++}.sock`)
  return startServer([swarmd, '--backend', spec, `unix://${socket}`], socket)
}

/** A `node:http` server that sends what is in files of the folder. */
export function startBare(folder) {
  const socket = join(folder, `${started++}.sock`)
  return startServer([bare, socket, folder], socket)
}

/** Measures on a simulated engine, and on a real one where there is one, in turn; a side has a `name` and a `socketPath`. */
export async function besideReal({ folder, real, rounds }, measure) {
  const simulator = await startSimulator(folder)
  try {
    return await inTurn(withReal({ simulator }, real), rounds, measure)
  } finally {
    hangUp()
    await simulator.close()
  }
}

/** Sides with their names, and a real engine among them where there is one. */
export function withReal(sides, real) {
  const all = real === undefined ? sides : { ...sides, real }
  return Object.fromEntries(Object.entries(all).map(([name, side]) => [name, { ...side, name }]))
}

/** The columns of what is counted in a second. */
export const rateHead = ['', 'on', 'a second', '× real', 'spread', 'goal', 'reached']

/** Its rows: of figures with a `rate`. */
export function rateRows(title, all, goals = []) {
  return rowsOf(rateHead, [title], all, (name, figures) => [
    middle(figures, 'rate').toFixed(0),
    ...compared(all, 'rate', name, 'real'),
    ...goalCells(goals, all, name),
  ])
}
