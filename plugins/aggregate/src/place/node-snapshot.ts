import type { Answer } from 'libswarm-core'
import { namesOf, type Summary } from '../nodes/containers-view.js'
import type { Node } from '../nodes/node.js'
import type { ContainerSnapshot, HostPort, ImageSnapshot, NodeSnapshot } from '../scheduling/snapshot.js'
import type { Holdings } from './holdings.js'

const noLabels: ReadonlyMap<string, string> = new Map()

/** What the scheduler is told of a node, as it is known now. */
export function snapshotOf(node: Node, holdings: Holdings): NodeSnapshot {
  const { view, info } = node
  return {
    id: node.id ?? node.name,
    name: node.name,
    addr: node.host ?? '',
    labels: labelsOf(node),
    healthy: node.state === 'healthy',
    availability: node.availability,
    nanoCpus: (info.NCPU ?? 0) * 1e9,
    memory: info.MemTotal ?? 0,
    engines: node.engines,
    containers: [...view.containers.all()].map((summary) => containerOf(summary, holdings)),
    images: (view.images.last ?? []).map(imageOf),
    volumes: volumesOf(node),
    networks: (view.networks.last ?? []).map(({ Id = '', Name = '' }) => ({ id: Id, name: Name })),
  }
}

/**
 * The volumes that the engine has told of. Where they have changed since, those of its containers are among them: an engine
 * may go down before it tells of one that it has just made for a container.
 */
function volumesOf({ view: { volumes, containers } }: Node): ReadonlySet<string> {
  const names = new Set((volumes.last ?? []).map(({ Name }) => Name))
  if (volumes.isKnown) return names
  for (const { Mounts } of containers.all())
    for (const { Type, Name } of Mounts ?? []) if (Type === 'volume' && Name) names.add(Name)
  return names
}

/** The labels of the node, and what Docker Swarm classic took from the engine's `info` as labels. */
function labelsOf({ labels, info }: Node): ReadonlyMap<string, string> {
  const automatic: readonly (readonly [string, string | undefined])[] = [
    ['storagedriver', info.Driver],
    ['kernelversion', info.KernelVersion],
    ['operatingsystem', info.OperatingSystem],
    ['ostype', info.OSType],
    ['architecture', info.Architecture],
  ]
  const all = new Map<string, string>()
  for (const [key, value] of automatic) if (value !== undefined) all.set(key, value)
  for (const [key, value] of labels) all.set(key, value)
  return all
}

function containerOf(summary: Summary, holdings: Holdings): ContainerSnapshot {
  const { Id = '', Image = '', ImageID = '', Labels, State = '', Ports } = summary
  const { memory, nanoCpus, ports } = holdings.get(Id)
  return {
    id: Id,
    names: namesOf(summary),
    image: Image,
    imageId: ImageID,
    labels: Object.keys(Labels ?? {}).length === 0 ? noLabels : new Map(Object.entries(Labels ?? {})),
    state: State,
    memory,
    nanoCpus,
    ports: ports.length > 0 ? ports : (Ports ?? []).flatMap(portOf),
  }
}

function portOf({ IP = '', PublicPort, Type }: NonNullable<Summary['Ports']>[number]): HostPort[] {
  return PublicPort === undefined ? [] : [{ ip: IP, port: PublicPort, protocol: Type }]
}

function imageOf({ Id = '', RepoTags, RepoDigests }: Answer<'ImageList'>[number]): ImageSnapshot {
  return { id: Id, repoTags: RepoTags ?? [], repoDigests: RepoDigests ?? [] }
}
