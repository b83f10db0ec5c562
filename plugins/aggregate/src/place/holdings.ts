import type { Answer } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import { fieldsOf, type Fields } from '../scheduling/request/fields.js'
import { heldPorts } from '../scheduling/request/ports.js'
import { reservedCpus, reservedMemory } from '../scheduling/request/resources.js'
import type { HostPort } from '../scheduling/snapshot.js'

/** What a container holds of its node, which no list tells. */
export interface Holding {
  /** In bytes. */
  readonly memory: number
  /** In billionths of a CPU. */
  readonly nanoCpus: number
  readonly ports: readonly HostPort[]
}

const nothing: Holding = { memory: 0, nanoCpus: 0, ports: [] }

/** How many containers of one node are inspected at the same time. */
const mostAtOnce = 4

/** What the containers of one node hold, each inspected once, and again when it has changed. */
export class Holdings {
  readonly #node: Node
  readonly #known = new Map<string, Holding>()
  /** Those under way; old is what has changed meanwhile. */
  readonly #inspections = new Set<{ readonly id: string; isOld: boolean }>()
  #version = 0
  /** The version of the node's containers that are all known. */
  #completeOf: number | undefined

  constructor(node: Node) {
    this.#node = node
  }

  /** Another number after every change. */
  get version(): number {
    return this.#version
  }

  /** What a container holds, as far as it is known. */
  get(id: string): Holding {
    return this.#known.get(id) ?? nothing
  }

  /** A container has changed, or is gone. */
  forget(id: string): void {
    this.#version++
    this.#completeOf = undefined
    this.#known.delete(id)
    for (const inspection of this.#inspections) if (inspection.id === id) inspection.isOld = true
  }

  /** Inspects the containers that are not known yet. Rejects where the engine does not answer. */
  async complete(): Promise<void> {
    const { containers } = this.#node.view
    const { version } = containers
    if (this.#completeOf === version) return
    const before = this.#version
    for (const id of this.#known.keys()) if (containers.get(id) === undefined) this.#known.delete(id)
    const unknown = [...containers.all()].flatMap(({ Id }) => (Id === undefined || this.#known.has(Id) ? [] : [Id]))
    const rest = unknown.values()
    const worker = async () => {
      for (const id of rest) await this.#inspect(id)
    }
    await Promise.all(Array.from({ length: Math.min(mostAtOnce, unknown.length) }, worker))
    // What has changed since is inspected next time.
    if (before === this.#version) this.#completeOf = version
    if (unknown.length > 0) this.#version++
  }

  async #inspect(id: string): Promise<void> {
    const inspection = { id, isOld: false }
    this.#inspections.add(inspection)
    try {
      const container = await this.#node.find({ operation: 'ContainerInspect', path: { id } })
      if (container !== undefined && !inspection.isOld) this.#known.set(id, holdingOf(container))
    } finally {
      this.#inspections.delete(inspection)
    }
  }
}

function holdingOf(container: Answer<'ContainerInspect'>): Holding {
  const fields = container as Fields
  const hostConfig = fieldsOf(fields, 'HostConfig')
  return { memory: reservedMemory(hostConfig), nanoCpus: reservedCpus(hostConfig), ports: heldPorts(fields) }
}
