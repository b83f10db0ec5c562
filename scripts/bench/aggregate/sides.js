import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hangUp } from '../asking.js'
import { goalsOf } from '../goals.js'
import { startServer, swarmd } from '../servers.js'
import { inTurn } from '../turns.js'

/** What the aggregate is held to */
export const { beyond, within, never, goalCells } = goalsOf('aggregate')

const peer = fileURLToPath(new URL('peer.js', import.meta.url))
let started = 0

/** The options of the aggregate of each kind. */
export const kinds = { aggregate: {}, 'aggregate with a cache': { cache: 'on' } }

/** Starts swarmd with all nodes of a pool behind the aggregate. */
export async function startAggregate({ folder, pool }, options = kinds.aggregate) {
  const socket = join(folder, `${started++}.sock`)
  const config = `${socket}.json`
  const child = pool.nodes.map(({ name, socketPath }) => `${name}=forward unix://${socketPath}`)
  await writeFile(config, JSON.stringify({ backends: [['aggregate', { ...options, child }]] }))
  return startServer([swarmd, '--config', config, `unix://${socket}`], socket)
}

/** Starts the least that can be in front of a pool: `fan-out` or `merge`. */
export async function startPeer(kind, { folder, pool }) {
  const socket = join(folder, `${started++}.sock`)
  const file = `${socket}.json`
  await writeFile(file, JSON.stringify(pool.nodes.map(({ socketPath }) => socketPath)))
  return startServer([peer, kind, socket, file], socket)
}

/** Starts the aggregate of each kind. Resolves to the sides; one that does not start has its `failure`. */
export async function startKinds(given) {
  const sides = {}
  for (const [name, options] of Object.entries(kinds)) {
    sides[name] = await startAggregate(given, options).catch((failure) => ({ failure }))
  }
  return sides
}

/** As `inTurn`; ends all sides that were started. */
export async function inTurnToTheEnd(sides, rounds, measure) {
  const all = await measureInTurn(sides, rounds, measure)
  await endAll(sides)
  return all
}

/** As `inTurn`, where some sides have not started. */
export function measureInTurn(sides, rounds, measure) {
  return inTurn(sides, rounds, async (side, counts) => {
    if (side.failure !== undefined) throw side.failure
    return measure(side, counts)
  })
}

/** Ends all sides that were started. */
export async function endAll(sides) {
  hangUp()
  for (const { close } of Object.values(sides)) await close?.()
}
