import { setTimeout as pause } from 'node:timers/promises'
import { Samples } from '../samples.js'
import { Tally } from '../tally.js'
import { driftOf, warmUpOf } from '../verdict.js'
import { runRound } from './round.js'
import { setStage } from './stage.js'

// A round is no longer than this, in s; a short run has some rounds all the same.
const longestRound = 30
const fewestRounds = 3
const shortestRound = 5

const mistake = /TypeError|RangeError|ReferenceError|MaxListeners|[Uu]ncaught|[Uu]nhandled/

/**
 * Runs it. Resolves to what `report` takes; `why` is `over` or `interrupted`.
 *
 * @param given what `readArguments` has read
 * @param interrupted resolves when it is to end early
 * @param say is told a line after each round
 */
export async function soakPool(given, interrupted, say) {
  const stage = await setStage()
  const samples = new Samples([{ name: 'pool', pid: stage.pool.pid }])
  const parts = { stage, samples, tally: new Tally(), happened: new Map(), rounds: 0 }
  const running = runRounds(parts, given, say).catch((thrown) => {
    parts.tally.fail(stage.pool.isUp() ? thrown.stack : `the pool has ended: ${stage.pool.log().slice(-2000)}`)
    return 'over'
  })
  const why = await Promise.race([running, interrupted.then(() => 'interrupted')])
  samples.stop()
  const log = stage.pool.log()
  if (mistake.test(log)) parts.tally.fail(`the pool has logged: ${log.slice(0, 5000)}`)
  await stage.strike()
  return outcomeOf(parts, given, why)
}

async function runRounds(parts, { duration, seed }, say) {
  const { stage, samples, tally, happened } = parts
  const seconds = Math.min(longestRound, Math.max(shortestRound, Math.round(duration / 1000 / fewestRounds)))
  const end = performance.now() + duration
  while (performance.now() < end) {
    const spells = await runRound({ stage, seed: `${seed}/${parts.rounds++}`, seconds, tally })
    for (const { title } of spells) happened.set(title, (happened.get(title) ?? 0) + 1)
    await rest(stage, samples)
    say(lineOf(parts))
  }
  return 'over'
}

/** Counts descriptors when nobody asks for anything: connections that are kept to be used again would be counted, too. */
async function rest({ proxies }, samples) {
  for (const proxy of proxies) proxy.breakOff('reset')
  await pause(3000)
  await samples.sampleDescriptors()
}

function lineOf({ samples, tally, rounds }) {
  const { right, broken, wrong } = tally.total
  const [files, memory] = [samples.descriptors.at(-1), samples.memory.at(-1)]
  const size = memory === undefined ? '' : `, ${memory.pool.toFixed(0)} MiB`
  return `round ${rounds}: ${right} right, ${broken} broken, ${wrong} wrong; ${files.pool} descriptors${size}`
}

function outcomeOf({ tally, samples, happened, rounds }, given, why) {
  const warmUp = warmUpOf(given.duration)
  const drifts = ['descriptors', 'memory'].map((kind) => driftOf(kind, 'pool', samples[kind], warmUp))
  for (const { kind, isTooMuch } of drifts) {
    if (isTooMuch === true) tally.fail(`the ${kind} of the pool have drifted too far`)
  }
  return { given, why, tally, drifts, happened, rounds, ms: samples.elapsed }
}
