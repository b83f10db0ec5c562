import { groupBy } from '../group-by.js'
import type { PortRequest } from '../request/request.js'
import type { HostPort, NodeSnapshot } from '../snapshot.js'
import type { Filter } from './filter.js'

/** Only nodes where the ports that a container asks for are free: on their address, in their protocol. */
export const port: Filter = {
  name: 'port',
  against: ({ ports }) => {
    if (ports.length === 0) return undefined
    const fixed = byPort(fixedOf(ports))
    const ranges = rangesOf(ports)
    return (node) => takenPort(node, fixed) ?? takenRange(node, fixed, ranges)
  },
}

type Ports = ReadonlyMap<number, readonly HostPort[]>

const byPort = (ports: readonly HostPort[]): Ports => groupBy(ports, (held) => held.port)

function takenPort(node: NodeSnapshot, fixed: Ports): string | undefined {
  for (const { ports } of node.containers) {
    const taken = ports.find((held) => collides(held, fixed.get(held.port)))
    if (taken !== undefined) return `port ${taken.port}/${taken.protocol} is taken`
  }
  return undefined
}

function takenRange(node: NodeSnapshot, fixed: Ports, ranges: readonly PortRequest[]): string | undefined {
  if (ranges.length === 0) return undefined
  const held = heldBy(node)
  const taken = ranges.find((range) => firstFree(range, held, fixed) === undefined)
  return taken && `the ports ${taken.first}-${taken.last}/${taken.protocol} are taken`
}

/** The ports that a container would have on a node: of each range the first that is free, as dockerd chooses. */
export function portsOn(node: NodeSnapshot, ports: readonly PortRequest[]): readonly HostPort[] {
  const held = heldBy(node)
  const fixed = fixedOf(ports)
  const free = rangesOf(ports).flatMap((range) => firstFree(range, held, byPort(fixed)) ?? [])
  return [...fixed, ...free]
}

const fixedOf = (ports: readonly PortRequest[]): readonly HostPort[] =>
  ports.flatMap(({ ip, first, last, protocol }) => (first === last ? [{ ip, port: first, protocol }] : []))

const rangesOf = (ports: readonly PortRequest[]): readonly PortRequest[] =>
  ports.filter(({ first, last }) => first !== last)

const heldBy = (node: NodeSnapshot): Ports => byPort(node.containers.flatMap(({ ports }) => ports))

function firstFree({ ip, first, last, protocol }: PortRequest, held: Ports, fixed: Ports): HostPort | undefined {
  for (let port = first; port <= last; port += 1) {
    const asked = { ip, port, protocol }
    if (!collides(asked, held.get(port)) && !collides(asked, fixed.get(port))) return asked
  }
  return undefined
}

const collides = (one: HostPort, others: readonly HostPort[] = []): boolean =>
  others.some((other) => one.protocol === other.protocol && overlap(one.ip, other.ip))

/** Whether two addresses of a node have one in common: an empty one is all, `0.0.0.0` and `::` are all of their family. */
function overlap(one: string, other: string): boolean {
  if (one === '' || other === '' || one === other) return true
  const isV6 = one.includes(':')
  if (isV6 !== other.includes(':')) return false
  const all = isV6 ? '::' : '0.0.0.0'
  return one === all || other === all
}
