import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import type { PoolSettings } from './settings.js'

type Pair = [name: string, value: string]

/** The nodes as pairs, in the shape that Docker Swarm classic told them (`SystemStatus` of its `info`). */
export function statusPairs(pool: Pool, { strategy, filters }: PoolSettings): Pair[] {
  const nodes = pool.all()
  return [
    ['Strategy', strategy],
    ['Filters', filters.join(', ')],
    ['Nodes', String(nodes.length)],
    ...nodes.flatMap(pairsOf),
  ]
}

function pairsOf(node: Node): Pair[] {
  const { name, state, reason, availability, info, labels, view, host = '' } = node
  const states = [...view.containers.all()].map(({ State }) => State)
  const count = (wanted: string) => states.filter((one) => one === wanted).length
  const [running, paused] = [count('running'), count('paused')]
  return [
    [` ${name}`, host],
    ['  └ ID', info.ID ?? '(unknown)'],
    ['  └ Status', availability === 'active' ? stateWords[state] : `${stateWords[state]} (${availability})`],
    [
      '  └ Containers',
      `${states.length} (${running} Running, ${paused} Paused, ${states.length - running - paused} Stopped)`,
    ],
    ['  └ CPUs', String(info.NCPU ?? 0)],
    ['  └ Memory', sizeOf(info.MemTotal ?? 0)],
    ['  └ Labels', [...labels].map(([key, value]) => `${key}=${value}`).join(', ')],
    ...(reason === undefined ? [] : ([['  └ Error', reason]] as Pair[])),
    ['  └ ServerVersion', info.ServerVersion ?? ''],
  ]
}

/** Bytes for a person, as `docker info` shows them: `7.638 GiB`. */
function sizeOf(bytes: number): string {
  const unit = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1)
  return `${Number((bytes / 1024 ** unit).toPrecision(4))} ${units[unit]}`
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const stateWords = { pending: 'Pending', healthy: 'Healthy', down: 'Down', duplicate: 'Duplicate' } as const
