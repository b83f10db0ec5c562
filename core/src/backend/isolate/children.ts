import { swarmError } from '../../errors.js'
import type { Runner } from '../../engine/runner.js'
import type { BackendSpec, Child } from '../contract.js'

/** The children that a guest has spawned on its host's side, by number. */
export class Children {
  readonly #spawn: (spec: BackendSpec) => Promise<Child>
  readonly #children = new Map<number, Child>()
  #count = 0
  #closed = false

  constructor(spawn: (spec: BackendSpec) => Promise<Child>) {
    this.#spawn = spawn
  }

  runner(number: number): Runner | undefined {
    return this.#children.get(number)
  }

  /** Spawns one. A child that has come when the guest has gone already is closed. */
  async add(spec: unknown): Promise<number> {
    const child = await this.#spawn(keptOutside(spec) as BackendSpec)
    if (this.#closed) {
      await child.close()
      throw swarmError('Unavailable', 'the backend that asked for it has ended')
    }
    this.#children.set(++this.#count, child)
    return this.#count
  }

  async end(number: number): Promise<void> {
    const child = this.#children.get(number)
    this.#children.delete(number)
    await child?.close()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled([...this.#children.keys()].map((number) => this.end(number)))
  }
}

/** A guest's spec, also of what is in its options, without `isolate: false`: nobody gets out of isolation by a child. */
function keptOutside(spec: unknown): unknown {
  if (Array.isArray(spec)) return spec.map(keptOutside)
  if (typeof spec !== 'object' || spec === null) return spec
  const fields = Object.entries(spec).map(([key, value]) => [key, keptOutside(value)] as const)
  const isBackend = 'backend' in spec
  return Object.fromEntries(fields.filter(([key, value]) => !(isBackend && key === 'isolate' && value === false)))
}
