import { randomBytes } from 'node:crypto'
import type { EngineHandle, Job, ReplyInit } from 'libswarm-core'
import { engineOf, type ChildInstall } from './children.js'

/** A container of an engine that is written down. */
interface Written {
  name: string
  readonly created: number
}

/** What a test may have happen. */
export interface WrittenOptions {
  /** What its clock shows, in ms. */
  readonly clock?: () => number
  /** Happens before a list that is asked for by name. */
  readonly beforeLook?: () => Promise<void>
  /** The `Warning` header of its lists, as a pool has it of what is missing there. */
  readonly warning?: string
  /** Whether it is a pool; then its containers may have names with that of their node, which is not looked for. */
  readonly isPool?: boolean
}

/** An engine without events that may be the child of many pools: each knows what it has read, and nothing else. */
export class WrittenEngine {
  readonly containers = new Map<string, Written>()
  /** How containers were removed, in their order. */
  readonly removals: object[] = []
  readonly install: ChildInstall
  readonly #options: WrittenOptions

  constructor(id: string, options: WrittenOptions = {}) {
    this.#options = options
    this.install = engineOf(id, (engine) => this.#register(engine))
  }

  /** The names of its containers. */
  get names(): readonly string[] {
    return [...this.containers.values()].map(({ name }) => name)
  }

  #register(engine: EngineHandle): void {
    engine.register('ImageList', () => [])
    if (this.#options.isPool === true) engine.register('SystemInfo', () => ({ ID: 'POOL', Driver: 'aggregate' }))
    engine.register('ContainerCreate', (job) => {
      const Id = randomBytes(32).toString('hex')
      const { clock = Date.now } = this.#options
      this.containers.set(Id, { name: job.query.name!, created: clock() })
      return { Id, Warnings: [] }
    })
    engine.register('ContainerRename', (job) => void (this.containers.get(job.path.id)!.name = job.query.name!))
    engine.register('ContainerDelete', (job) => {
      this.containers.delete(job.path.id)
      this.removals.push(job.query)
    })
    engine.register('ContainerList', (job) => this.#list(job))
    engine.register('ContainerInspect', (job) => {
      const { id } = job.path
      const [Id, found] = [...this.containers].find(([own, { name }]) => own === id || name === id) ?? []
      if (found === undefined) throw engine.error('NotFound', `No such container: ${id}`)
      return { Id, Name: `/${found.name}`, Created: new Date(found.created).toISOString() }
    })
  }

  async #list({ query: { filters = {} } }: Job<'ContainerList'>): Promise<ReplyInit> {
    const { name: names, id: ids, label: labels } = filters
    const { beforeLook, warning } = this.#options
    if (names !== undefined) await beforeLook?.()
    const fits = (patterns: readonly string[], text: string) => patterns.some((one) => new RegExp(one).test(text))
    // None has a label.
    const all = labels === undefined ? [...this.containers] : []
    const listed = all
      .filter(
        ([id, { name }]) =>
          (names === undefined || fits(names, `/${name.replace(/^.*\//, '')}`)) && (ids?.includes(id) ?? true),
      )
      .map(([Id, { name, created }]) => ({
        Id,
        Names: [`/${name}`],
        State: 'created',
        Created: Math.floor(created / 1000),
      }))
    const headers = warning === undefined ? [] : [['Warning', warning] as const]
    return { status: 200, headers: [['Content-Type', 'application/json'], ...headers], body: JSON.stringify(listed) }
  }
}
