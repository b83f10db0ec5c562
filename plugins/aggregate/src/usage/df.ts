import type { Answer, Job, ReplyInit } from 'libswarm-core'
import { learn } from '../local/kind.js'
import { namesShown } from '../local/shown.js'
import { gather, warningsOf, type Gathered } from '../merge/gather.js'
import { jsonReply } from '../merge/json-reply.js'
import { shownNames } from '../merge/shown-names.js'
import { askJson } from '../nodes/ask.js'
import type { Pool } from '../nodes/pool.js'
import { isMark, volumes } from '../volumes/kind.js'
import { concatenated, summed, usages } from './unite.js'

type DataUsage = Answer<'SystemDataUsage'>
type Container = NonNullable<DataUsage['Containers']>[number]
type Volume = NonNullable<DataUsage['Volumes']>[number]

/**
 * Answers `SystemDataUsage`: what takes space on any node, each thing as often as it does. An engine measures its volumes for
 * this and may take longer than for other lists.
 */
export async function dataUsage(pool: Pool, job: Job<'SystemDataUsage'>): Promise<ReplyInit> {
  const gathering = gather(pool, (node, heard) => askJson(node, job, pool.times.changeLimit, pool.fail, heard))
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
      containers: (list) => list.map((one) => container(one, node)),
      volumes: (list) => list.filter((one) => !isMark(one)).map((one) => ({ ...one, Name: shown(node, one.Name) })),
    }),
  )
}

interface Naming {
  readonly containers: (list: readonly Container[]) => Container[]
  readonly volumes: (list: readonly Volume[]) => Volume[]
}

function withNames(usage: DataUsage, { containers, volumes: volumesNamed }: Naming): DataUsage {
  const { Containers, Volumes, ContainerUsage, VolumeUsage } = usage
  return {
    ...usage,
    ...(Containers ? { Containers: containers(Containers) } : {}),
    ...(Volumes ? { Volumes: volumesNamed(Volumes) } : {}),
    ...(ContainerUsage?.Items
      ? { ContainerUsage: { ...ContainerUsage, Items: containers(ContainerUsage.Items) } }
      : {}),
    ...(VolumeUsage?.Items ? { VolumeUsage: { ...VolumeUsage, Items: volumesNamed(VolumeUsage.Items) } } : {}),
  }
}
