import type { Answer } from 'libswarm-core'
import type { Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'

type Port = NonNullable<Summary['Ports']>[number]
type Inspected = Answer<'ContainerInspect'>
type PortBinding = NonNullable<NonNullable<NonNullable<Inspected['NetworkSettings']>['Ports']>[string]>[number]

/** A container in a list with the address of its node where its ports are published on every address. */
export function withNode(summary: Summary, node: Node): Summary {
  const { address } = node
  const ports: unknown = summary.Ports
  // An engine may have written anything there.
  if (address === undefined || !Array.isArray(ports) || ports.length === 0) return summary
  const Ports = (ports as readonly (Port | null)[]).map((port) =>
    port !== null && isEverywhere(port.IP) ? { ...port, IP: address } : port,
  )
  return { ...summary, Ports: eachOnce(Ports) as Port[] }
}

/** What a `docker inspect` tells of the node. Docker Swarm classic told it in this shape (`api/handlers.go`). */
export interface NodeDescription {
  readonly ID: string
  readonly Name: string
  readonly Addr: string
  readonly IP: string
  readonly Cpus: number
  /** In bytes. */
  readonly Memory: number
  readonly Labels: Readonly<Record<string, string>>
}

/** A container that is inspected, with its node, and the node's address where its ports are published on every address. */
export function inspectedWithNode(container: Inspected, node: Node): Inspected & { readonly Node: NodeDescription } {
  const { NetworkSettings: settings } = container
  const { address } = node
  const Node = nodeOf(container, node)
  if (address === undefined || !settings?.Ports) return { ...container, Node }
  const Ports = Object.fromEntries(
    Object.entries(settings.Ports).map(([port, bindings]) => [port, bindings && bindingsAt(address, bindings)]),
  )
  return { ...container, NetworkSettings: { ...settings, Ports }, Node }
}

const bindingsAt = (address: string, bindings: readonly PortBinding[]): PortBinding[] =>
  eachOnce(bindings.map((binding) => (isEverywhere(binding.HostIp) ? { ...binding, HostIp: address } : binding)))

/** What is published on every address of IPv4 and of IPv6 is at one address of the node. */
const eachOnce = <T>(list: readonly T[]): T[] => [...new Map(list.map((one) => [JSON.stringify(one), one])).values()]

/** The node of something that is inspected; that of a pool within this one where its engine tells of one. */
export function nodeOf(inspected: object, node: Node): NodeDescription {
  const inner = (inspected as { readonly Node?: NodeDescription }).Node
  return inner === undefined ? describeNode(node) : { ...inner, Name: `${node.name}/${inner.Name}` }
}

function describeNode(node: Node): NodeDescription {
  const { ID = '', NCPU = 0, MemTotal = 0 } = node.info
  return {
    ID,
    Name: node.name,
    Addr: node.host ?? '',
    IP: node.address ?? '',
    Cpus: NCPU,
    Memory: MemTotal,
    Labels: Object.fromEntries(node.labels),
  }
}

const isEverywhere = (ip: string | undefined): boolean => ip === '0.0.0.0' || ip === '::' || ip === ''
