import { Agent } from 'node:http'
import { startFaultProxy } from 'libswarm-core/testing'
import { Call } from './call.js'
import { Dice } from './dice.js'
import { judge, mayBeCorrupted } from './judge.js'
import { drawRoute } from './routes.js'
import { scenarios } from './scenarios/table.js'
import { Broken, within, Wrong } from './wrong.js'

// How long one scenario may take, in ms; one whose request may have lost its end along with a byte is waited for less.
const patience = 30_000
const patienceWhenCorrupted = 2000
// 300,000 bytes there and back in frames, one by one, take 19 s of a machine that does nothing else.
const patienceWithCrumbs = 180_000

/** A client that does one thing after the other. */
export class Lane {
  #number
  #world
  #calls = 0
  /** A connection that is kept, and which way it goes. */
  #kept

  constructor(number, world) {
    this.#number = number
    this.#world = world
  }

  /** Goes on until the gate is over. */
  async run() {
    const { gate, pace, stage, seed } = this.#world
    // Half of the lanes have their faults in front of the one daemon, half in front of the other.
    const behind = this.#number % 2 === 0 ? 'simulator' : 'forward'
    const front = await startFaultProxy({ to: stage[behind].address })
    while (await gate.enter()) {
      const dice = new Dice(`${seed}/${this.#number}/${this.#calls++}`)
      const route = drawRoute(dice, stage, front, behind)
      await this.#once(dice, route, front).finally(() => gate.leave())
      await pace.wait(dice)
    }
    this.hangUp()
    await front.close()
  }

  /** Lets go of the connection that it keeps. */
  hangUp() {
    this.#kept?.agent.destroy()
    this.#kept = undefined
  }

  async #once(dice, route, front) {
    const world = this.#world
    const scenario = drawScenario(dice, route)
    const call = new Call({ dice, route, agent: this.#agentFor(route) })
    world.open.add(call)
    const began = performance.now()
    await front.set(route.faults ?? {})
    const thrown = await failureOf(scenario.run(call), patienceOf(route))
    // What ends early because all of it does is nobody's mistake.
    const outcome = call.isOver ? 'over' : judge(thrown, route, world.weather, began)
    // An id may have become another one on its way.
    if (!mayBeCorrupted(route, world.weather, began)) world.expect(call.created)
    call.hangUp()
    await front.clear()
    front.breakOff('reset')
    world.open.delete(call)
    const where = `${scenario.name}, by ${route.name}, call ${this.#number}/${this.#calls - 1}`
    if (outcome !== 'over') world.tally.count(scenario.name, outcome, () => `${where}: ${sentenceOf(thrown)}`)
    await world.tidy(call, outcome === 'right' && scenario.leaves !== true)
  }

  #agentFor({ name, keeps }) {
    if (!keeps) return undefined
    if (this.#kept?.name !== name) this.hangUp()
    this.#kept ??= { name, agent: new Agent({ keepAlive: true }) }
    return this.#kept.agent
  }
}

function patienceOf({ corrupts, faults }) {
  if (corrupts) return patienceWhenCorrupted
  return faults?.toClient?.slice?.bytes < 10 ? patienceWithCrumbs : patience
}

function drawScenario(dice, { corrupts }) {
  const fitting = scenarios.filter(({ readOnly }) => readOnly || !corrupts)
  return dice.weighed(fitting.map((scenario) => [scenario.weight, scenario]))
}

function failureOf(running, limit) {
  return within(limit, running, 'it did not end').then(
    () => undefined,
    (thrown) => thrown,
  )
}

/** A mistake of the soak's own needs its stack. */
function sentenceOf(thrown) {
  return thrown instanceof Wrong || thrown instanceof Broken ? thrown.message : thrown.stack
}
