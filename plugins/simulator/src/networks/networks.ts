import type { Subnet } from './address.js'
import { HostPorts } from './host-ports.js'
import type { Endpoint, Network } from './network.js'

/** The interface that an endpoint is, inside and on the host. */
export interface Link {
  /** `eth0` is 0. */
  readonly number: number
  /** The number of its other end among the interfaces of the host. */
  readonly pair: number
}

/** How many interfaces the host has besides: `lo`, its own one and `docker0`. */
const ownInterfaces = 3

type ByContainer = ReadonlyMap<string, Endpoint>

const nobody: ByContainer = new Map()

/** The networks of an engine, who is on them, and the ports of the host that are taken. */
export class Networks {
  readonly #byId = new Map<string, Network>()
  readonly #endpoints = new Map<string, Map<string, Endpoint>>()
  readonly #links = new Map<string, Map<string, Link>>()
  #lastInterface = ownInterfaces

  /** Grows with every change. */
  version = 0

  /** The default pool that is looked at next. */
  nextPool = 0

  /** The ports of the host that containers have. */
  readonly ports = new HostPorts()

  /** All of them, the oldest first. */
  all(): readonly Network[] {
    return [...this.#byId.values()]
  }

  /** By its full id. */
  get(id: string): Network | undefined {
    return this.#byId.get(id)
  }

  /** Those of a name; a client of an old API may have made several. */
  named(name: string): readonly Network[] {
    return this.all().filter((network) => network.name === name)
  }

  /** Adds a network, or puts it in the place of what it was. */
  put(network: Network): void {
    this.version++
    this.#byId.set(network.id, network)
  }

  delete(id: string): void {
    this.version++
    this.#byId.delete(id)
    this.#endpoints.delete(id)
  }

  /** The endpoints of a network by the ids of the running containers that have them. */
  endpoints(id: string): ByContainer {
    return this.#endpoints.get(id) ?? nobody
  }

  /** The interface that a container has on a network that it is on. */
  linkOf(id: string, container: string): Link | undefined {
    return this.#links.get(container)?.get(id)
  }

  /** Puts a container on a network: with the lowest number for an interface that it has not (libnetwork). */
  join(id: string, container: string, endpoint: Endpoint): void {
    this.version++
    const endpoints = this.#endpoints.get(id) ?? new Map<string, Endpoint>()
    this.#endpoints.set(id, endpoints.set(container, endpoint))
    const links = this.#links.get(container) ?? new Map<string, Link>()
    const taken = [...links.values()].map(({ number }) => number)
    let number = 0
    while (taken.includes(number)) number++
    // The other interface of a pair has the number before.
    this.#lastInterface += 2
    this.#links.set(container, links.set(id, { number, pair: this.#lastInterface }))
  }

  /** Takes a container off a network. */
  leave(id: string, container: string): void {
    this.version++
    this.#endpoints.get(id)?.delete(container)
    const links = this.#links.get(container)
    links?.delete(id)
    if (links?.size === 0) this.#links.delete(container)
  }

  /** The subnets that are in use. */
  subnets(): readonly Subnet[] {
    return this.all().flatMap(({ pools }) => pools.map(({ subnet }) => subnet))
  }
}
