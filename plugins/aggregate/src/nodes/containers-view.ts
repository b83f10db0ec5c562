import type { Answer } from 'libswarm-core'
import type { NameOwners } from '../names/owners.js'
import { remembered } from './remembered.js'

/** One container as its engine lists it. */
export type Summary = Answer<'ContainerList'>[number]

/** What has names as a list has them, with their `/`. */
export interface Named {
  readonly Names?: readonly string[]
}

/** The containers of one engine as they were last seen, by id and by name. */
export class ContainersView {
  readonly #byId = new Map<string, Summary>()
  readonly #idByName = new Map<string, string>()
  /** The ids by what is behind the last `/` of a name, of those that are on a node of another pool. */
  readonly #idsByLast = new Map<string, Set<string>>()
  readonly #owners: NameOwners
  #version = 0

  /** @param owners is kept up with the names here */
  constructor(owners: NameOwners) {
    this.#owners = owners
  }

  get size(): number {
    return this.#byId.size
  }

  /** Another number after every change. */
  get version(): number {
    return this.#version
  }

  /** All, in the order of the engine's list, the newest first as far as that is known. */
  all(): IterableIterator<Summary> {
    return this.#byId.values()
  }

  get(id: string): Summary | undefined {
    return this.#byId.get(id)
  }

  /** The id of the container with a name, without its `/`. */
  named(name: string): string | undefined {
    return this.#idByName.get(name)
  }

  /** The ids of the containers that are called so: just one, or those of several nodes of another pool. */
  called(name: string): readonly string[] {
    const id = this.#idByName.get(name)
    return [...new Set([...(id === undefined ? [] : [id]), ...(this.#idsByLast.get(name) ?? [])])]
  }

  /** The ids that begin with a prefix. */
  startingWith(prefix: string): string[] {
    const found: string[] = []
    for (const id of this.#byId.keys()) if (id.startsWith(prefix)) found.push(id)
    return found
  }

  /** Takes over a list of all containers. */
  replace(list: readonly Summary[]): void {
    for (const name of this.#idByName.keys()) this.#owners.remove(lastOf(name))
    this.#version++
    this.#byId.clear()
    this.#idByName.clear()
    this.#idsByLast.clear()
    for (const summary of list) this.put(summary)
  }

  /** Takes over one container as it is now. */
  put(summary: Summary): void {
    const id = summary.Id ?? ''
    this.#version++
    this.#forgetNames(id)
    this.#byId.set(id, remembered(summary))
    for (const name of namesOf(summary)) this.#giveName(name, id)
  }

  /** Forgets a container that is gone. */
  delete(id: string): void {
    this.#version++
    this.#forgetNames(id)
    this.#byId.delete(id)
  }

  #forgetNames(id: string): void {
    const before = this.#byId.get(id)
    if (before === undefined) return
    // Another may have the name meanwhile.
    for (const name of namesOf(before)) {
      if (isNested(name)) this.#forgetLast(lastOf(name), id)
      if (this.#idByName.get(name) !== id) continue
      this.#idByName.delete(name)
      this.#owners.remove(lastOf(name))
    }
  }

  #forgetLast(last: string, id: string): void {
    const ids = this.#idsByLast.get(last)
    if (ids?.delete(id) === true && ids.size === 0) this.#idsByLast.delete(last)
  }

  #giveName(name: string, id: string): void {
    if (!this.#idByName.has(name)) this.#owners.add(lastOf(name))
    this.#idByName.set(name, id)
    if (!isNested(name)) return
    const ids = this.#idsByLast.get(lastOf(name))
    if (ids === undefined) this.#idsByLast.set(lastOf(name), new Set([id]))
    else ids.add(id)
  }
}

/**
 * The names of a container without their `/`. Names with a `/` inside are those of links, unless there are no others: then
 * they are those of the node of another pool, as `docker ps` reads them.
 */
export function namesOf({ Names }: Named): readonly string[] {
  const names = (Names ?? []).map((name) => (name.startsWith('/') ? name.slice(1) : name))
  if (names.length === 1) return names
  const own = names.filter((name) => !name.includes('/'))
  return own.length > 0 ? own : names
}

/** Whether a name is that of a container on a node of another pool, `node/name`. */
export const isNested = (name: string): boolean => name.includes('/')

/** What a container is called on its own engine: what is behind the last `/`. */
export const lastOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
