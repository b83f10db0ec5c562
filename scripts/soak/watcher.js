import { setTimeout as pause } from 'node:timers/promises'
import { open } from './http.js'

const path = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container'], event: ['create'] }))}`

/** Hears of every container that is created, over one stream that never ends; over the next one when a fault has ended it. */
export class Watcher {
  name
  #target
  #since = Infinity
  #due = new Set()
  #seen = new Set()
  #twice = 0
  #sent
  #stopped = false
  /** How many containers it has heard of, and how often it had to begin again. */
  heard = 0
  broken = 0

  constructor(name, target) {
    this.name = name
    this.#target = target
  }

  async run() {
    while (!this.#stopped) {
      await this.#watch().catch(() => undefined)
      this.#since = Infinity
      this.#due.clear()
      if (this.#stopped) return
      this.broken++
      await pause(100)
    }
  }

  /** A container was created by a call that began at a time. */
  expect(id, since) {
    if (since > this.#since) this.#due.add(id)
  }

  /** Resolves to what it has not heard of, or has heard twice, in words; nothing when all is right. */
  async settle() {
    const missing = () => [...this.#due].filter((id) => !this.#seen.has(id))
    for (let waited = 0; missing().length > 0 && waited < 5000; waited += 20) await pause(20)
    const wrong = missing().map((id) => `events of the ${this.name}: the creation of ${id.slice(0, 12)} was not told`)
    if (this.#twice > 0) wrong.push(`events of the ${this.name}: ${this.#twice} creations were told twice`)
    this.#due.clear()
    this.#seen.clear()
    this.#twice = 0
    return wrong
  }

  /** Resolves when it hears, or after a while to why it does not. */
  async ready() {
    for (let waited = 0; this.#since === Infinity && waited < 10_000; waited += 10) await pause(10)
    return this.#since === Infinity ? [`events of the ${this.name}: they could not be heard again`] : []
  }

  stop() {
    this.#stopped = true
    this.#sent?.destroy()
  }

  async #watch() {
    const { status, sent, lines } = await open(this.#target, `GET ${path}`)
    this.#sent = sent
    if (status !== 200 || this.#stopped) return sent.destroy()
    this.#since = performance.now()
    for await (const line of lines()) this.#hear(JSON.parse(line).Actor.ID)
  }

  #hear(id) {
    this.heard++
    if (this.#seen.has(id)) this.#twice++
    this.#seen.add(id)
  }
}
