import type { Answer } from 'libswarm-core'
import type { NameOwners } from '../names/owners.js'
import type { AskEngine } from './ask.js'
import { markVolume, readMark, type Availability } from './availability.js'
import type { EngineClock } from './engine-clock.js'
import { ContainersView, type Summary } from './containers-view.js'
import type { EngineEvent } from './engine-event.js'
import { Kept } from './kept.js'
import { KeptList } from './kept-list.js'
import { Soon } from './soon.js'
import { soundInfo } from './sound-info.js'

/**
 * The least and the most, in ms, until networks and volumes are read again that have changed: well before a node is down
 * that answers no more, and not at once on all nodes where something has happened on all.
 */
const soonAfter = [1000, 3000] as const

/** What a view is made of, besides what it asks. */
export interface ViewOptions {
  /** Tells the name of the volume that keeps the availability. */
  readonly mark?: () => string
  /** Whether the engine may be asked now for what nobody waits for. */
  readonly isUsed?: () => boolean
  /** The least and the most until what has changed is read again, in ms. */
  readonly soon?: readonly [least: number, most: number]
}

/** How many containers are asked for at a time where some have changed. */
const mostAtOnce = 100

/** What happens to a container without a change of what a list tells of it. */
const withoutChange =
  /^(exec_|top$|resize$|attach$|detach$|archive-path$|extract-to-dir$|export$|copy$|commit$|kill$|stop$)/

/**
 * What one engine has, as it was last seen: containers kept up by its events, the rest read again when an event tells
 * that it has changed.
 */
export class View {
  readonly containers: ContainersView
  readonly images: Kept<Answer<'ImageList'>>
  readonly networks: Kept<Answer<'NetworkList'>>
  readonly volumes: Kept<NonNullable<Answer<'VolumeList'>['Volumes']>>
  readonly info: Kept<Answer<'SystemInfo'>>
  /** Kept on the engine itself, by the label of a volume. */
  readonly availability: Kept<Availability>
  /** The list of all containers as the engine writes it. */
  readonly list = new KeptList()
  readonly #ask: AskEngine
  readonly #mark: () => string
  readonly #isUsed: () => boolean
  readonly #soon: Soon
  readonly #changed = new Set<string>()
  /** Containers that have gone while lists were under way, which may still have them; and the last of those lists. */
  readonly #gone = new Map<string, number>()
  /** Containers that have changed since the last list of all was asked for. */
  readonly #touched = new Set<string>()
  /** The lists under way, by their number, and how many there have been. */
  readonly #lists = new Set<number>()
  #listed = 0
  #following: Promise<void> | undefined
  #synced = false
  #unreadMark: string | undefined

  constructor(ask: AskEngine, owners: NameOwners, clock: EngineClock, options: ViewOptions = {}) {
    const { mark = () => markVolume, isUsed = () => true, soon = soonAfter } = options
    this.#mark = mark
    this.#isUsed = isUsed
    this.#soon = new Soon(soon, () => this.#readStale())
    this.#ask = ask
    this.containers = new ContainersView(owners)
    this.info = new Kept(() => timed(ask, clock))
    this.availability = new Kept(() => readMark(ask, mark()))
    this.images = new Kept(() => ask({ operation: 'ImageList' }))
    const readSoon = () => {
      if (isUsed()) this.#soon.ask()
    }
    this.networks = new Kept(() => ask({ operation: 'NetworkList' }), readSoon)
    this.volumes = new Kept(async () => (await ask({ operation: 'VolumeList' })).Volumes ?? [], readSoon)
  }

  /** Whether all containers have been read once. */
  get synced(): boolean {
    return this.#synced
  }

  /**
   * Reads all containers again, and images when they are asked for; `renewInfo` comes before it, for what the engine is
   * says how to read the rest. Networks and volumes are read beside it: they have to be known when the node goes down, and
   * an engine that does not tell them has its containers all the same. Rejects where the engine does not answer.
   *
   * @param missed whether events may have been missed
   */
  async sync(missed: boolean): Promise<void> {
    for (const kept of [this.images, this.networks, this.volumes]) {
      if (missed) kept.stale()
      else kept.age()
    }
    if (missed) this.list.changed()
    else this.list.age()
    this.#touched.clear()
    for (const kept of [this.networks, this.volumes]) void kept.get().catch(() => undefined)
    await Promise.all([this.#list().then((list) => this.#takeAll(list)), this.#readMark()])
    this.#synced = true
    await this.#follow()
  }

  /** Reads nothing but what the engine tells of itself. Rejects where it does not answer. */
  async renewInfo(): Promise<void> {
    this.info.stale()
    await this.info.get()
  }

  /** Reads nothing by itself any more. */
  close(): void {
    this.#soon.close()
  }

  /** Takes in what an event tells. */
  take(event: EngineEvent): void {
    const { Type, Action = '', Actor = {} } = event
    // An image that gets or loses a name is shown by another, and a link to a container is one of its names.
    if (Type !== 'container') this.list.changed()
    if (Type === 'container' && Actor.ID !== undefined) this.#takeContainer(Actor.ID, Action)
    if (Type === 'image') this.images.stale()
    if (Type === 'volume') this.#takeVolume(Actor.ID)
    if (Type === 'daemon') this.info.stale()
    // One of a pool: it tells of its nodes.
    if (Type === 'node') void this.renewInfo().catch(() => undefined)
    if (Type === 'network') {
      this.networks.stale()
      const id = Actor.Attributes?.['container']
      if (id !== undefined) this.changed(id)
    }
  }

  /** A container was created: this much is known of it until it is read. */
  created(summary: Summary & { readonly Id: string }): void {
    if (this.containers.get(summary.Id) === undefined) this.containers.put(summary)
    this.changed(summary.Id)
  }

  /** A container has changed: it is read again. */
  changed(id: string): void {
    this.list.changed()
    this.#changed.add(id)
    if (this.#lists.size > 0) this.#touched.add(id)
    void this.#follow()
  }

  /** Reads a container again that may have changed. Resolves when it has been read, or its engine did not answer. */
  async renew(id: string): Promise<void> {
    this.changed(id)
    await this.settled()
  }

  /** Whether every container that has changed has been read again. */
  get isSettled(): boolean {
    return this.#changed.size === 0 && this.#following === undefined
  }

  /** Resolves when every container that has changed has been read again. */
  async settled(): Promise<void> {
    await this.#follow()
  }

  /** Whether the engine takes containers, as it keeps that now. */
  readAvailability(): Promise<Availability> {
    this.availability.stale()
    return this.availability.get()
  }

  /** Why it is not known whether the engine takes containers; undefined where it is. */
  get unreadMark(): string | undefined {
    return this.#unreadMark
  }

  /** What was known stays where the engine does not tell. */
  async #readMark(): Promise<void> {
    this.#unreadMark = await this.readAvailability().then(
      () => undefined,
      (thrown: unknown) => (thrown as Error).message,
    )
  }

  /** Reads what has changed and nobody has asked for since. */
  #readStale(): void {
    if (!this.#isUsed()) return
    for (const kept of [this.networks, this.volumes]) if (!kept.isKnown) void kept.get().catch(() => undefined)
  }

  #takeVolume(name: string | undefined): void {
    this.volumes.stale()
    if (name === this.#mark()) void this.#readMark()
  }

  #takeContainer(id: string, action: string): void {
    if (action === 'destroy') {
      this.list.changed()
      this.#changed.delete(id)
      this.containers.delete(id)
      if (this.#lists.size > 0) this.#gone.set(id, this.#listed)
    } else if (!withoutChange.test(action)) this.changed(id)
  }

  #follow(): Promise<void> {
    if (this.#changed.size > 0) this.#following ??= this.#readChanged()
    return this.#following ?? Promise.resolve()
  }

  async #readChanged(): Promise<void> {
    try {
      while (this.#changed.size > 0) if (!(await this.#readSome([...this.#changed].slice(0, mostAtOnce)))) return
    } finally {
      // In the same turn as the last look at what has changed: what changes after that is read by the next one.
      this.#following = undefined
    }
  }

  /** Reads some containers that have changed; false where the engine does not answer now. */
  async #readSome(ids: readonly string[]): Promise<boolean> {
    for (const id of ids) this.#changed.delete(id)
    try {
      this.#takeOver(ids, await this.#list(ids))
      return true
    } catch {
      // They are read when it is asked again.
      for (const id of ids) if (!this.#gone.has(id)) this.#changed.add(id)
      return false
    }
  }

  #takeAll(list: readonly Summary[]): void {
    this.containers.replace(list.filter(({ Id }) => !this.#gone.has(Id ?? '')))
    // What was read of them meanwhile is newer than the list.
    for (const id of this.#touched) if (!this.#gone.has(id)) this.#changed.add(id)
    this.#touched.clear()
  }

  #takeOver(ids: readonly string[], list: readonly Summary[]): void {
    const found = new Map(list.map((summary) => [summary.Id, summary]))
    for (const id of ids) {
      // It has changed again since.
      if (this.#changed.has(id) || this.#gone.has(id)) continue
      const summary = found.get(id)
      if (summary === undefined) this.containers.delete(id)
      else this.containers.put(summary)
    }
  }

  async #list(ids?: readonly string[]): Promise<Summary[]> {
    const filters = ids === undefined ? {} : { filters: { id: ids } }
    const own = ++this.#listed
    this.#lists.add(own)
    try {
      return await this.#ask({ operation: 'ContainerList', query: { all: true, ...filters } })
    } finally {
      // Whoever awaits the list goes on before the next turn.
      setImmediate(() => this.#hasListed(own))
    }
  }

  /** What has gone before the oldest list that is under way is in none of them. */
  #hasListed(own: number): void {
    this.#lists.delete(own)
    const [oldest = Infinity] = this.#lists
    for (const [id, last] of this.#gone) if (last < oldest) this.#gone.delete(id)
  }
}

/** What an engine tells of itself, with how far its clock is off. */
async function timed(ask: AskEngine, clock: EngineClock): Promise<Answer<'SystemInfo'>> {
  const asked = Date.now()
  const info = soundInfo(await ask({ operation: 'SystemInfo' }))
  clock.measure(info.SystemTime, asked, Date.now())
  return info
}
