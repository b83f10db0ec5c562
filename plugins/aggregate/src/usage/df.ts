import type { Answer, Job, ReplyInit } from 'libswarm-core'
import { learn } from '../local/kind.js'
import { namesShown } from '../local/shown.js'
import { createdHere } from '../merge/created.js'
import { gather, warningsOf, type Gathered } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import { shownNames } from '../merge/shown-names.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { isMark, volumes } from '../volumes/kind.js'
import { concatenated, summed, usages } from './unite.js'

type DataUsage = Answer<'SystemDataUsage'>
type Container = NonNullable<DataUsage['Containers']>[number]
type Volume = NonNullable<DataUsage['Volumes']>[number]
type VolumeUsage = NonNullable<DataUsage['VolumeUsage']>

/**
 * Answers `SystemDataUsage`: what takes space on any node, each thing as often as it does. An engine measures its volumes for
 * this and may take longer than for other lists.
 */
export async function dataUsage(pool: Pool, job: Job<'SystemDataUsage'>): Promise<ReplyInit> {
  const gathering = gather(pool, (node, heard) => node.ask(job, heard, pool.times.changeLimit))
  const [gathered] = await Promise.all([gathering, learn(volumes, pool.all())])
  const parts = named(pool, gathered.parts)
  const answer = {
    ...summed(parts, ['LayersSize', 'BuilderSize']),
    ...concatenated(parts, ['Images', 'Containers', 'Volumes', 'BuildCache']),
    ...usages(parts, ['ImageUsage', 'ContainerUsage', 'VolumeUsage', 'BuildCacheUsage']),
  }
  return jsonReply(answer, warningsOf(gathered))
}

/** The parts with names as they are shown in the pool. */
function named(pool: Pool, parts: Gathered<DataUsage>['parts']): readonly DataUsage[] {
  const volumesOf = ({ Volumes, VolumeUsage }: DataUsage) => [...(Volumes ?? []), ...(VolumeUsage?.Items ?? [])]
  const answered = parts.map(({ node, value }) => ({
    node,
    names: volumesOf(value)
      .filter((volume) => !isMark(volume))
      .map(({ Name }) => Name),
  }))
  const shown = namesShown(pool, volumes, answered)
  const containersOf = ({ Containers, ContainerUsage }: DataUsage) => Containers ?? ContainerUsage?.Items ?? []
  const container = shownNames(
    pool,
    parts.map(({ node, value }) => ({ node, value: containersOf(value) })),
  )
  return parts.map(({ node, value }) =>
    withNames(value, {
      containers: (list) => list.map((one) => createdByClock(container(one, node), node)),
      volumes: (list) => list.filter((one) => !isMark(one)).map((one) => ({ ...one, Name: shown(node, one.Name) })),
      marks: marksOn(node),
    }),
  )
}

/** The same with the moment of its creation by the clock of this machine, as in the list of containers. */
function createdByClock(one: Container, node: Node): Container {
  return one.Created ? { ...one, Created: createdHere(one.Created, node) } : one
}

const marksOn = ({ view }: Node): number => (view.volumes.last ?? []).filter(isMark).length

interface Naming {
  readonly containers: (list: readonly Container[]) => Container[]
  readonly volumes: (list: readonly Volume[]) => Volume[]
  /** How many volumes are no client's. */
  readonly marks: number
}

function withNames(usage: DataUsage, { containers, volumes: volumesNamed, marks }: Naming): DataUsage {
  const { Containers, Volumes, ContainerUsage, VolumeUsage } = usage
  return {
    ...usage,
    ...(Containers ? { Containers: containers(Containers) } : {}),
    ...(Volumes ? { Volumes: volumesNamed(Volumes) } : {}),
    ...(ContainerUsage?.Items
      ? { ContainerUsage: { ...ContainerUsage, Items: containers(ContainerUsage.Items) } }
      : {}),
    ...(VolumeUsage === undefined ? {} : { VolumeUsage: ofClients(VolumeUsage, marks, volumesNamed) }),
  }
}

/** What is counted, and listed where it is, without the marks, which take no space. */
function ofClients(usage: VolumeUsage, marks: number, named: Naming['volumes']): VolumeUsage {
  const { TotalCount, Items } = usage
  return {
    ...usage,
    ...(TotalCount === undefined ? {} : { TotalCount: Math.max(0, TotalCount - marks) }),
    ...(Items ? { Items: named(Items) } : {}),
  }
}
