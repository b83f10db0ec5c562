import { PassThrough } from 'node:stream'
import type { Answer, EngineHandle, Job } from 'libswarm-core'
import { engineOf, type ChildInstall } from './children.js'

type EngineEvent = Answer<'SystemEvents'>

/** What an engine is whose events a test has happen. */
export interface ToldOptions {
  /** How many events it remembers. */
  readonly remembers?: number
  /** Whether it is a pool: it remembers in the order of moments, and tells in that of arrival. */
  readonly isPool?: boolean
  /** Happens when it is asked what it remembers of a time that is over, and when it has answered. */
  readonly asked?: () => void
  readonly answered?: () => void
}

/** An engine that has the events that a test says: creations of containers, which are in its list from then on. */
export class ToldEngine {
  readonly install: ChildInstall
  /** Whether nobody can follow its events. */
  isCut = false
  readonly #options: ToldOptions
  readonly #streams = new Set<PassThrough>()
  readonly #names: string[] = []
  #memory: EngineEvent[] = []

  constructor(id: string, options: ToldOptions = {}) {
    this.#options = options
    this.install = engineOf(id, (engine) => this.#register(engine, id))
  }

  /** How many follow its events. */
  get followers(): number {
    return this.#streams.size
  }

  /** A container is created, at a moment in ms. */
  create(name: string, moment = Date.now()): void {
    this.#names.unshift(name)
    const timeNano = moment * 1e6 + this.#names.length * 10_000
    const Actor = { ID: name, Attributes: { name } }
    const event: EngineEvent = { Type: 'container', Action: 'create', Actor, time: Math.floor(moment / 1000), timeNano }
    this.#memory = [...this.#memory, event].slice(-(this.#options.remembers ?? 256))
    for (const stream of this.#streams) stream.write(`${JSON.stringify(event)}\n`)
  }

  /** Ends all streams of events, and refuses others until `isCut` is no more. */
  cut(): void {
    this.isCut = true
    for (const stream of this.#streams) stream.end()
    this.#streams.clear()
  }

  #register(engine: EngineHandle, ID: string): void {
    if (this.#options.isPool === true) engine.register('SystemInfo', () => ({ ID, Driver: 'aggregate' }))
    engine.register('ContainerList', ({ query: { filters = {} } }) =>
      this.#names
        .filter((name) => filters.id?.includes(name) ?? true)
        .map((name) => ({ Id: name, Names: [`/${name}`], State: 'created', Created: 1 })),
    )
    engine.register('SystemEvents', (job: Job<'SystemEvents'>) => {
      if (job.query.until === undefined && this.isCut) throw engine.error('Unavailable', 'it is cut')
      return { status: 200, body: this.#events(job) }
    })
  }

  #events({ query: { since = '0', until }, signal }: Job<'SystemEvents'>): PassThrough {
    const body = new PassThrough()
    if (until !== undefined) this.#options.asked?.()
    const [from, to] = [Number(since) * 1e9, until === undefined ? Infinity : Number(until) * 1e9]
    const found = this.#memory.filter(({ timeNano = 0 }) => timeNano >= from && timeNano <= to)
    if (this.#options.isPool === true) found.sort((left, right) => left.timeNano! - right.timeNano!)
    for (const event of found) body.write(`${JSON.stringify(event)}\n`)
    if (until === undefined) {
      this.#streams.add(body)
      signal.addEventListener('abort', () => this.#streams.delete(body))
    } else {
      body.end()
      this.#options.answered?.()
    }
    return body
  }
}
