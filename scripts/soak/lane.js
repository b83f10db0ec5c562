import { Agent } from 'node:http'
import { startFaultProxy } from 'libswarm-core/testing'
import { Call } from './call.js'
import { Dice } from './dice.js'
import { breakingFaults, calmFaults, corruptingFaults } from './faults.js'
import { judge } from './judge.js'
import { scenarios } from './scenarios/table.js'
import { Broken, within, Wrong } from './wrong.js'

// How long one scenario may take, in ms; one whose request may have lost its end along with a byte is waited for less.
const patience = 30_000
const patienceWhenCorrupted = 2000

/** A client that does one thing after the other. */
export class Lane {
  #number
  #world
  #agent
  #front
  #calls = 0

  constructor(number, world) {
    this.#number = number
    this.#world = world
  }

  /** Goes on until the gate is over. */
  async run() {
    const { gate, pace, stage, seed } = this.#world
    // Half of the lanes have their faults in front of the one daemon, half in front of the other.
    this.#behind = this.#number % 2 === 0 ? 'simulator' : 'forward'
    this.#front = await startFaultProxy({ to: stage[this.#behind].address })
    while (await gate.enter()) {
      const dice = new Dice(`${seed}/${this.#number}/${this.#calls++}`)
      await this.#once(dice).finally(() => gate.leave())
      await pace.wait(dice)
    }
    this.hangUp()
    await this.#front.close()
  }

  #behind

  /** Lets go of the connections that it keeps. */
  hangUp() {
    this.#agent?.destroy()
    this.#agent = undefined
  }

  async #once(dice) {
    const route = this.#draw(dice)
    const fitting = scenarios.filter(({ readOnly = false }) => readOnly || route.corrupts !== true)
    const scenario = dice.weighed(fitting.map((one) => [one.weight, one]))
    const call = new Call({ dice, route, world: this.#world, agent: this.#agentFor(route) })
    this.#world.open.add(call)
    const limit = route.corrupts === true ? patienceWhenCorrupted : patience
    const began = performance.now()
    await this.#front.set(route.faults ?? {})
    const thrown = await within(limit, scenario.run(call), 'it did not end').then(
      () => undefined,
      (error) => error,
    )
    const outcome = judge(thrown, route, this.#world.weather, began)
    call.hangUp()
    await this.#front.clear()
    if (route.faults !== undefined) this.#front.breakOff('reset')
    this.#world.open.delete(call)
    const where = `${scenario.name}, by ${route.name}, call ${this.#number}/${this.#calls - 1}`
    this.#world.tally.count(scenario.name, outcome, () => `${where}: ${sentenceOf(thrown)}`)
    await this.#world.tidy(call, outcome === 'right' && scenario.leaves !== true)
  }

  /** A connection that is kept is one to one daemon, without faults of its own. */
  #agentFor({ name, faults, keeps }) {
    if (faults !== undefined || !keeps) return undefined
    if (this.#agent?.name !== name) this.hangUp()
    this.#agent ??= Object.assign(new Agent({ keepAlive: true }), { name })
    return this.#agent
  }

  /** By which way a call goes. */
  #draw(dice) {
    const { simulator, forward } = this.#world.stage
    const plain = (daemon, kind) => ({
      name: `${daemon.name}, ${kind}`,
      target: daemon[kind],
      through: daemon.name,
      keeps: dice.chance(0.6),
    })
    const front = (how, faults) => ({
      name: `${this.#behind}, ${how} ${JSON.stringify(faults)}`,
      target: { host: this.#front.host, port: this.#front.port },
      through: this.#behind,
      faults,
      breaks: how !== 'slowed by',
      corrupts: how === 'corrupted by',
    })
    return dice.weighed([
      [4, () => plain(simulator, 'unix')],
      [2, () => plain(simulator, 'tcp')],
      [4, () => plain(forward, 'unix')],
      [2, () => plain(forward, 'tcp')],
      [2, () => front('slowed by', calmFaults(dice))],
      [3, () => front('broken by', breakingFaults(dice))],
      [1, () => front('corrupted by', corruptingFaults(dice))],
    ])()
  }
}

/** A mistake of the soak's own needs its stack. */
function sentenceOf(thrown) {
  return thrown instanceof Wrong || thrown instanceof Broken ? thrown.message : thrown.stack
}
