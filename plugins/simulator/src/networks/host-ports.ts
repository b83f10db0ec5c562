import { isIPv6 } from 'node:net'
import type { MakeError } from '../errors.js'

/** A port of the host that a container wants for one of its own. */
export interface WantedPort {
  /** The container's port, as clients are told of it (`80/tcp`). */
  readonly port: string
  readonly protocol: string
  /** One address of the host; empty for all of them, of IPv4 and of IPv6. */
  readonly ip: string
  /** The first and the last port that will do; both 0 for any that is free. */
  readonly from: number
  readonly to: number
}

/** A port of the host that a container has. */
export interface HeldPort {
  readonly port: string
  readonly protocol: string
  readonly ip: string
  readonly hostPort: number
  /** What it was given for. */
  readonly wanted: WantedPort
}

// Where Linux takes ports from that nobody has asked for (`ip_local_port_range`, as moby reads it).
const firstFree = 32768
const lastFree = 60999

// Where each search of one claim goes on: a port that was taken stays taken until the claim is made.
type Reached = Map<string, number>

const wildcards = ['0.0.0.0', '::']

/** The ports of the host that containers have: the books. */
export class HostPorts {
  readonly #held = new Map<string, readonly HeldPort[]>()
  readonly #owners = new Map<string, Set<string>>()
  readonly #last = new Map<string, number>()

  /** What a container has. */
  of(container: string): readonly HeldPort[] {
    return this.#held.get(container) ?? []
  }

  /** Who has a port of the host at an address of it, and for which of its own. */
  find(
    protocol: string,
    { address, port }: { readonly address: string; readonly port: number },
  ): (HeldPort & { readonly container: string }) | undefined {
    const wildcard = isIPv6(address) ? '::' : '0.0.0.0'
    for (const [container, ports] of this.#held) {
      const held = ports.find(
        (one) => one.protocol === protocol && one.hostPort === port && [address, wildcard].includes(one.ip),
      )
      if (held !== undefined) return { ...held, container }
    }
    return undefined
  }

  /** Gives a container all ports that it wants, or throws with nothing changed. */
  claim(container: string, wanted: readonly WantedPort[], error: MakeError): readonly HeldPort[] {
    const got: HeldPort[] = []
    const reached: Reached = new Map()
    try {
      for (const one of wanted) {
        const chosen = this.#choose(one, reached, error)
        for (const held of chosen) this.#take(held)
        got.push(...chosen)
      }
    } catch (thrown) {
      for (const held of got) this.#release(held)
      throw thrown
    }
    this.#held.set(container, [...this.of(container), ...got])
    return got
  }

  /** What a container has, together what was given for one that it wants. */
  groups(container: string): readonly (readonly HeldPort[])[] {
    const groups = new Map<WantedPort, HeldPort[]>()
    for (const held of this.of(container)) groups.set(held.wanted, [...(groups.get(held.wanted) ?? []), held])
    return [...groups.values()]
  }

  /** Gives a container others in the place of ports that may be any, and cannot be had after all. */
  exchange(container: string, ports: readonly HeldPort[], error: MakeError): readonly HeldPort[] {
    const own = this.of(container)
    for (const held of ports) this.#release(held)
    const others = this.#choose(ports[0]!.wanted, new Map(), error)
    for (const held of others) this.#take(held)
    this.#held.set(container, own.toSpliced(own.indexOf(ports[0]!), ports.length, ...others))
    return others
  }

  /** Takes back all that a container has. */
  giveBack(container: string): void {
    for (const held of this.of(container)) this.#release(held)
    this.#held.delete(container)
  }

  #release({ protocol, hostPort, ip }: HeldPort): void {
    const key = `${protocol}/${hostPort}`
    const ips = this.#owners.get(key)
    ips?.delete(ip)
    if (ips?.size === 0) this.#owners.delete(key)
  }

  #take({ protocol, hostPort, ip }: HeldPort): void {
    const key = `${protocol}/${hostPort}`
    this.#owners.set(key, (this.#owners.get(key) ?? new Set()).add(ip))
  }

  #choose(wanted: WantedPort, reached: Reached, error: MakeError): HeldPort[] {
    const { port, protocol, from, to } = wanted
    if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw error('InvalidParameter', 'invalid transport protocol: 0')
    const ips = wanted.ip === '' ? wildcards : [wanted.ip]
    const refusal = (hostPort: number): string | undefined => {
      const taken = [...(this.#owners.get(`${protocol}/${hostPort}`) ?? [])]
      return firstDefined(ips, (ip) => refuse(protocol, ip, hostPort, taken))
    }
    const start = `${protocol}/${ips[0]}/${from}`
    const next = reached.get(start) ?? from
    const hostPort = from === 0 ? this.#ephemeral(`${protocol}/${ips[0]}`, refusal) : range(next, to, refusal)
    if (hostPort !== undefined) reached.set(start, hostPort + 1)
    if (hostPort !== undefined) return ips.map((ip) => ({ port, protocol, ip, hostPort, wanted }))
    throw error('Internal', from === 0 || from < to ? 'all ports are allocated' : refusal(from)!)
  }

  /** Goes on behind the last one, so that a port that was just given back is not the next to be given out. */
  #ephemeral(key: string, refusal: (port: number) => string | undefined): number | undefined {
    const last = this.#last.get(key) ?? firstFree - 1
    const found = range(last + 1, lastFree, refusal) ?? range(firstFree, last, refusal)
    if (found !== undefined) this.#last.set(key, found)
    return found
  }
}

function range(from: number, to: number, refusal: (port: number) => string | undefined): number | undefined {
  for (let port = from; port <= to; port++) if (refusal(port) === undefined) return port
  return undefined
}

/** Why an address of the host cannot have a port, in dockerd's words: its own books come first, then the kernel. */
function refuse(protocol: string, ip: string, port: number, taken: readonly string[]): string | undefined {
  const where = isIPv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`
  if (taken.includes(ip)) return `Bind for ${where} failed: port is already allocated`
  const family = isIPv6(ip) ? 6 : 4
  const same = taken.filter((other) => isIPv6(other) === isIPv6(ip))
  const clash = wildcards.includes(ip) ? same.length > 0 : same.some((other) => wildcards.includes(other))
  return clash
    ? `Error starting userland proxy: listen ${protocol}${family} ${where}: bind: address already in use`
    : undefined
}

function firstDefined<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value)
    if (found !== undefined) return found
  }
  return undefined
}
