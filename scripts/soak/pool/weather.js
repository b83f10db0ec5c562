import { setTimeout as pause } from 'node:timers/promises'
import { fates } from '../../../dist-test/support/pool/fates.js'
import { readyNodes } from './stage.js'

// How long after its end an engine may still be found to be down, in ms: a check that was sent before takes 3 s.
const aftermath = 3500

// The head of an answer that is none. Bytes that are wrong behind it would be other ids and names than those that there are:
// nothing could be told from them any more.
const wrongHead = { toClient: { corrupt: { at: 3 } } }

/** What happens to an engine, whether it loses all it had by that, and how often it is drawn. */
const drawn = [
  ...fates
    .filter(({ real, meanwhile }) => real !== true && meanwhile !== 'any')
    .map(({ title, meanwhile, begin }) => {
      const loses = meanwhile === 'empty' || title === 'is killed, and comes back'
      return [loses ? 2 : 1, { title, loses, begin }]
    }),
  [2, { title: 'answers with wrong heads', loses: false, begin: answerWrongly }],
]

async function answerWrongly(_, proxy) {
  await proxy.set(wrongHead)
  proxy.breakOff('reset')
  return () => proxy.clear()
}

/** What happens to one engine after the other, for some time each, under a load. */
export class Weather {
  #stage
  #load
  #dice
  #longest
  #over = new AbortController()
  #mending = []
  /** `{ engine, title, loses, from, until }`: when an engine had something; `until` is infinite before it is known. */
  spells = []

  /** @param parts `{ stage, load, dice, longest }`, where the last one is how long something lasts at the most, in ms */
  constructor({ stage, load, dice, longest }) {
    this.#stage = stage
    this.#load = load
    this.#dice = dice
    this.#longest = longest
  }

  /** Goes on until it is stopped; what it has begun then is ended. */
  async run() {
    while (!this.#over.signal.aborted) {
      await this.#pause(this.#dice.integer(300, 2000))
      if (!this.#over.signal.aborted) await this.#spell()
    }
    await Promise.all(this.#mending)
  }

  stop() {
    this.#over.abort()
  }

  async #spell() {
    const index = this.#dice.integer(0, this.#stage.engines.length - 1)
    const { title, loses, begin } = this.#dice.weighed(drawn)
    const [engine, proxy] = [this.#stage.engines[index], this.#stage.proxies[index]]
    const spell = { engine: engine.name, title, loses, from: performance.now(), until: Infinity }
    this.spells.push(spell)
    if (loses) await this.#isolate(engine, proxy)
    const end = await begin(engine, proxy)
    await this.#pause(this.#dice.integer(500, this.#longest))
    await end()
    await proxy.clear()
    if (loses) await this.#load.furnishAgain(engine)
    this.#mending.push(this.#mend(spell))
  }

  /** Nobody hears of anything that is on it any more before it loses that. */
  async #isolate(engine, proxy) {
    await proxy.set({ down: true })
    proxy.breakOff('reset')
    await pause(500)
    await this.#load.forfeit(engine)
  }

  /** Waits until an engine is as it was, while the load goes on. */
  async #mend(spell) {
    await this.#pause(aftermath)
    while (!this.#over.signal.aborted) {
      if ((await readyNodes(this.#stage.pool)).includes(spell.engine)) {
        spell.until = performance.now() + 1000
        return
      }
      await this.#pause(200)
    }
  }

  #pause(ms) {
    return pause(ms, undefined, { signal: this.#over.signal }).catch(() => undefined)
  }
}
