import { setTimeout as pause } from 'node:timers/promises'
import { Dice } from './dice.js'
import { Gate } from './gate.js'
import { Lane } from './lane.js'
import { Pace } from './pace.js'
import { loadBetween, rest } from './rest.js'
import { Samples } from './samples.js'
import { setStage } from './stage.js'
import { Tally } from './tally.js'
import { driftOf, warmUpOf } from './verdict.js'
import { Watcher } from './watcher.js'
import { Weather } from './weather.js'
import { World } from './world.js'

const lanes = 8

// How long everything may take to come to its end, in ms.
const patience = 60_000

/**
 * Runs it. Resolves to what `report` takes; `why` is `over`, `interrupted`, or how a daemon has ended.
 *
 * @param given what `readArguments` has read
 * @param interrupted resolves when it is to end early
 * @param say is told a line from time to time
 */
export async function soak(given, interrupted, say) {
  const stage = await setStage(given.backends)
  const parts = assemble(stage, given.seed)
  const end = Promise.race([
    ...parts.daemons.map(({ ended }) => ended),
    interrupted.then(() => 'interrupted'),
    pause(given.duration, 'over', { ref: false }),
  ])
  const stop = start(parts)
  const why = await load(parts, given.duration, end, say)
  if (why === 'over') await rest(parts).catch((thrown) => parts.tally.fail(thrown.stack))
  else if (why !== 'interrupted')
    parts.tally.crash(`${why}\n${parts.daemons.map(({ lines }) => lines.last()).join('\n')}`)
  const hasStopped = await Promise.race([stop(why), pause(patience, false, { ref: false })])
  if (hasStopped === false) parts.tally.fail(`clients did not come to their end within ${patience / 1000} s`)
  await close(parts, why)
  return outcomeOf(parts, given, why)
}

function assemble(stage, seed) {
  const daemons = [stage.simulator, stage.forward]
  const watchers = daemons.map(({ name, unix }) => new Watcher(name, unix))
  const weather = new Weather(stage.between, new Dice(`${seed}/weather`))
  stage.forward.lines.mayBeCorrupted = () => weather.hasCorrupted(performance.now())
  const pace = new Pace(daemons.map(({ pid }) => pid))
  const shared = { stage, seed, weather, pace, watchers, gate: new Gate(), tally: new Tally() }
  const world = new World(shared)
  const clients = Array.from({ length: lanes }, (_, number) => new Lane(number, world))
  return { ...shared, world, daemons, clients, samples: new Samples(daemons) }
}

/** Sets all of it in motion. What it returns brings it to its end. */
function start({ world, weather, watchers, pace, samples, gate, clients, tally }) {
  const runs = [...clients, ...watchers, weather].map((part) =>
    part.run().catch((thrown) => tally.fail(`a client has ended: ${thrown.stack}`)),
  )
  return async (why) => {
    gate.end()
    if (why !== 'over') for (const call of world.open) call.hangUp()
    for (const part of [pace, samples, weather, ...watchers]) part.stop()
    await Promise.all(runs)
  }
}

/** Lets it run, with a rest from time to time, behind the warm-up for the first time. Resolves to why it is over. */
async function load(parts, duration, end, say) {
  const warmUp = warmUpOf(duration)
  let why = await Promise.race([end, pause(warmUp, undefined, { ref: false })])
  while (why === undefined) {
    const rested = rest(parts).catch((thrown) => parts.tally.fail(thrown.stack))
    why = await Promise.race([end, rested])
    if (why === 'over') await rested
    if (why !== undefined) return why
    say(lineOf(parts))
    why = await Promise.race([end, pause(loadBetween(duration - warmUp), undefined, { ref: false })])
  }
  return why
}

function lineOf({ samples, tally }) {
  const { right, broken, wrong } = tally.total
  const minutes = (samples.elapsed / 60_000).toFixed(1)
  const [files, memory] = [samples.descriptors.at(-1), samples.memory.at(-1)]
  const of = (name) =>
    `${name} ${files[name]} descriptors${memory === undefined ? '' : `, ${memory[name].toFixed(0)} MiB`}`
  return `${minutes} min: ${right} right, ${broken} broken, ${wrong} wrong; ${of('simulator')}; ${of('forward')}`
}

async function close({ stage, daemons, tally }, why) {
  await stage.strike()
  for (const { name, ended, lines } of daemons) {
    const how = await ended
    if (how !== `${name} ended with 0` && how !== why) tally.fail(how)
    for (const line of lines.kept) tally.fail(`the ${name} has logged: ${line}`)
    if (lines.count() > lines.kept.length) tally.fail(`the ${name} has logged ${lines.count()} such lines in all`)
  }
}

function outcomeOf({ tally, samples, daemons, watchers }, given, why) {
  const warmUp = warmUpOf(given.duration)
  const drifts = daemons.flatMap(({ name }) => [
    driftOf('descriptors', name, samples.descriptors, warmUp),
    driftOf('memory', name, samples.memory, warmUp),
  ])
  for (const { kind, name, isTooMuch } of drifts) {
    if (isTooMuch === true) tally.fail(`the ${kind} of the ${name} have drifted too far`)
  }
  return { given, why, tally, drifts, watchers, ms: samples.elapsed }
}
