import { groupBy } from '../group-by.js'
import type { PortRequest } from '../request/request.js'
import type { HostPort, NodeSnapshot } from '../snapshot.js'
import type { Filter } from './filter.js'

/** Only nodes where the ports that a container asks for are free: on their address, in their protocol. */
export const port: Filter = {
  name: 'port',
  against: ({ ports }) => {
    if (ports.length === 0) return undefined
    const fixed = byPort(
      ports.filter(({ first, last }) => first === last).map((asked) => ({ ...asked, port: asked.first })),
    )
    const ranges = ports.filter(({ first, last }) => first !== last)
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
  const held = byPort(node.containers.flatMap(({ ports }) => ports))
  const taken = ranges.find((range) => !isAnyFree(range, held, fixed))
  return taken && `the ports ${taken.first}-${taken.last}/${taken.protocol} are taken`
}

function isAnyFree({ ip, first, last, protocol }: PortRequest, held: Ports, fixed: Ports): boolean {
  for (let at = first; at <= last; at += 1) {
    const asked = { ip, port: at, protocol }
    if (!collides(asked, held.get(at)) && !collides(asked, fixed.get(at))) return true
  }
  return false
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
