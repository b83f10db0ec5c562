import type { Answer } from 'libswarm-core'
import type { NameOwners } from '../names/owners.js'
import type { AskEngine } from './ask.js'
import { markVolume, readMark, type Availability } from './availability.js'
import { ContainersView, type Summary } from './containers-view.js'
import type { EngineEvent } from './feed.js'
import { Kept } from './kept.js'

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
  readonly #ask: AskEngine
  readonly #changed = new Set<string>()
  #following: Promise<void> | undefined
  #synced = false

  constructor(ask: AskEngine, owners: NameOwners) {
    this.#ask = ask
    this.containers = new ContainersView(owners)
    this.info = new Kept(() => ask({ operation: 'SystemInfo' }))
    this.availability = new Kept(() => readMark(ask))
    this.images = new Kept(() => ask({ operation: 'ImageList' }))
    this.networks = new Kept(() => ask({ operation: 'NetworkList' }))
    this.volumes = new Kept(async () => (await ask({ operation: 'VolumeList' })).Volumes ?? [])
  }

  /** Whether all containers have been read once. */
  get synced(): boolean {
    return this.#synced
  }

  /** Reads all containers again, and the rest when it is asked for. Rejects where the engine does not answer. */
  async sync(): Promise<void> {
    for (const kept of [this.images, this.networks, this.volumes]) kept.stale()
    this.#changed.clear()
    const [list] = await Promise.all([this.#list(), this.info.get(), this.#readMark()])
    this.containers.replace(list)
    this.#synced = true
    await this.#follow()
  }

  /** Takes in what an event tells. */
  take(event: EngineEvent): void {
    const { Type, Action = '', Actor = {} } = event
    if (Type === 'container' && Actor.ID !== undefined) this.#takeContainer(Actor.ID, Action)
    if (Type === 'image') this.images.stale()
    if (Type === 'volume') this.#takeVolume(Actor.ID)
    if (Type === 'daemon') this.info.stale()
    if (Type === 'network') {
      this.networks.stale()
      const id = Actor.Attributes?.['container']
      if (id !== undefined) this.changed(id)
    }
  }

  /** A container has changed: it is read again. */
  changed(id: string): void {
    this.#changed.add(id)
    void this.#follow()
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

  /** What was known stays where the engine does not tell. */
  async #readMark(): Promise<void> {
    await this.readAvailability().catch(() => undefined)
  }

  #takeVolume(name: string | undefined): void {
    this.volumes.stale()
    if (name === markVolume) void this.#readMark()
  }

  #takeContainer(id: string, action: string): void {
    if (action === 'destroy') {
      this.#changed.delete(id)
      this.containers.delete(id)
    } else if (!withoutChange.test(action)) this.changed(id)
  }

  #follow(): Promise<void> {
    if (this.#changed.size > 0) this.#following ??= this.#readChanged()
    return this.#following ?? Promise.resolve()
  }

  async #readChanged(): Promise<void> {
    try {
      while (this.#changed.size > 0) {
        const ids = [...this.#changed].slice(0, mostAtOnce)
        for (const id of ids) this.#changed.delete(id)
        this.#takeOver(ids, await this.#list(ids))
      }
    } catch {
      // The next sync reads everything: the engine does not answer now.
    } finally {
      // In the same turn as the last look at what has changed: what changes after that is read by the next one.
      this.#following = undefined
    }
  }

  #takeOver(ids: readonly string[], list: readonly Summary[]): void {
    const found = new Map(list.map((summary) => [summary.Id, summary]))
    for (const id of ids) {
      // It has changed again since.
      if (this.#changed.has(id)) continue
      const summary = found.get(id)
      if (summary === undefined) this.containers.delete(id)
      else this.containers.put(summary)
    }
  }

  #list(ids?: readonly string[]): Promise<Summary[]> {
    const filters = ids === undefined ? {} : { filters: { id: ids } }
    return this.#ask({ operation: 'ContainerList', query: { all: true, ...filters } })
  }
}
