import { ask, placeOf } from './ask.js'

/** An engine of the pool, as it is reached past the endpoint. */
export interface Behind {
  readonly name: string
  readonly address: string
}

/** What the engines' own lists say of what was asked for. */
export interface Verdict {
  /** Creates that were acknowledged, and whose container is on no engine although nobody asked to remove it. */
  readonly lost: readonly string[]
  /** Creates that have made more than one container. */
  readonly duplicated: readonly string[]
  /** Containers whose removal was acknowledged, and that are there. */
  readonly undead: readonly string[]
  /** Containers that are there, and whose create was never acknowledged. */
  readonly unacknowledged: readonly string[]
  /** How many creates were acknowledged. */
  readonly acknowledged: number
}

/** Labels of all that a load makes: of which load it is, and of which request. */
export const labels = { load: 'swarmd.load', request: 'swarmd.load.request' } as const

type Removal = 'none' | 'asked' | 'acknowledged'

/** What was asked for and what was acknowledged. */
export class Ledger {
  readonly #load: string
  /** By the id of the request: the container's id. */
  readonly #created = new Map<string, string>()
  readonly #removals = new Map<string, Removal>()

  /** @param load which one it is */
  constructor(load: string) {
    this.#load = load
  }

  created(request: string, container: string): void {
    this.#created.set(request, container)
  }

  removal(request: string, how: Removal): void {
    this.#removals.set(request, how)
  }

  /** An engine is about to lose what it has: none of that has to be there in the end. */
  async forfeit(engine: Behind): Promise<void> {
    for (const { Labels } of await containersOf(engine, this.#load)) {
      const request = Labels[labels.request]
      if (request !== undefined) this.#removals.set(request, 'asked')
    }
  }

  /** Compares it with the lists of all engines. Rejects when one cannot be asked. */
  async judge(engines: readonly Behind[]): Promise<Verdict> {
    const listed = (await Promise.all(engines.map((engine) => containersOf(engine, this.#load)))).flat()
    const there = new Map<string, string[]>()
    for (const { Id, Labels } of listed) {
      const request = Labels[labels.request]
      if (request !== undefined) there.set(request, [...(there.get(request) ?? []), Id])
    }
    const created = [...this.#created.keys()]
    const removal = (request: string) => this.#removals.get(request) ?? 'none'
    const isThere = (request: string) => there.get(request)?.includes(this.#created.get(request)!) === true
    return {
      lost: created.filter((request) => removal(request) === 'none' && !isThere(request)),
      duplicated: [...there].flatMap(([request, ids]) => (ids.length > 1 ? [request] : [])),
      undead: created.filter((request) => removal(request) === 'acknowledged' && isThere(request)),
      unacknowledged: [...there.keys()].filter((request) => !this.#created.has(request)),
      acknowledged: created.length,
    }
  }
}

/** Removes all that a load has made on engines. */
export async function removeAll(engines: readonly Behind[], load: string): Promise<void> {
  for (const engine of engines) {
    for (const { Id } of await containersOf(engine, load)) {
      await ask(placeOf(engine.address), `DELETE /containers/${Id}?force=1`, patience)
    }
  }
}

interface Listed {
  readonly Id: string
  readonly Labels: Readonly<Record<string, string>>
}

const patience = 60_000

async function containersOf({ name, address }: Behind, load: string): Promise<readonly Listed[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${labels.load}=${load}`] }))
  const { status, text } = await ask(placeOf(address), `GET /containers/json?all=1&filters=${filters}`, patience)
  if (status !== 200) throw new Error(`${name} does not list its containers: ${status} ${text}`)
  return JSON.parse(text) as Listed[]
}
