import { setTimeout as pause } from 'node:timers/promises'
import { startLoad } from '../../../dist-test/support/pool/load/load.js'
import { agree } from '../../../dist-test/support/pool/matrix/lists.js'
import { until } from '../../../dist-test/support/processes.js'
import { median } from '../../bench/figures.js'
import { Dice } from '../dice.js'
import { open as ask } from '../http.js'
import { judge, wrongsOf } from './judge.js'
import { readyNodes } from './stage.js'
import { Weather } from './weather.js'

// How many requests each of four clients begins in a second, at the most; one core does for all of it.
const mostRate = 10

// How long all may take until it is as it was, in ms: streams are opened again after 30 s at most.
const patience = 60_000

/**
 * Runs one load under faults, waits until all is as it was, and counts what has come of it. Resolves to what has happened, as
 * `Weather` has it.
 */
export async function runRound({ stage, seed, seconds, tally }) {
  const { engines, pool, proxies } = stage
  const load = await startLoad({ endpoint: pool.address, engines, seconds, rate: await rateFor(pool), seed })
  const began = performance.now()
  const weather = new Weather({ stage, load, dice: new Dice(`${seed}/weather`), longest: seconds * 500 })
  const happening = weather.run()
  await Promise.race([pause(seconds * 1000), happening])
  weather.stop()
  await happening
  for (const proxy of proxies) await proxy.clear()
  await load.finished
  await until('all nodes are ready', async () => (await readyNodes(pool)).length === engines.length, patience)
  await until('the lists agree', () => agree(pool, engines, load.label), patience)
  const { spells } = weather
  for (const outcome of load.outcomes) {
    const at = outcome.at + began
    const explained = () => spells.filter(({ from, until: end }) => from <= at + outcome.took && at <= end)
    tally.count(outcome.operation, judge({ ...outcome, at }, spells), () => tell(outcome, explained()))
  }
  for (const wrong of wrongsOf(await load.judge())) tally.fail(wrong)
  await load.close()
  return spells
}

/** As many as a busy machine has room for, by how long a list takes it. */
async function rateFor({ socketPath }) {
  const times = []
  for (let count = 0; count < 5; count++) {
    const began = performance.now()
    await (await ask({ socketPath }, 'GET /containers/json?all=1')).whole()
    times.push(performance.now() - began)
  }
  return Math.min(mostRate, Math.max(1, Math.round(150 / median(times))))
}

function tell({ operation, engine, kind, sentence, took }, spells) {
  const where = engine === undefined ? '' : ` of ${engine}`
  const what = spells.map((spell) => `${spell.engine} ${spell.title}`).join('; ') || 'nothing happens'
  return `${operation}${where}: ${kind} after ${Math.round(took)} ms: ${sentence}; meanwhile: ${what}`
}
