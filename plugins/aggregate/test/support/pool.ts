import { swarmError } from 'libswarm-core'
import { allFilters } from '../../dist/scheduling/filters/table.js'
import { readRequest } from '../../dist/scheduling/request/read-request.js'
import type { Request } from '../../dist/scheduling/request/request.js'
import { isRefusal, type Schedule } from '../../dist/scheduling/result.js'
import { schedule, type ScheduleOptions } from '../../dist/scheduling/schedule.js'
import type { ContainerSnapshot, NodeSnapshot, Snapshot } from '../../dist/scheduling/snapshot.js'
import { spread } from '../../dist/scheduling/strategies/spread.js'

export const GiB = 1024 ** 3

/** A node of 4 CPUs and 8 GiB that has nothing. */
export const node = (name: string, changes: Partial<NodeSnapshot> = {}): NodeSnapshot => ({
  id: `ID:${name}`,
  name,
  addr: `tcp://${name}:2375`,
  labels: new Map(),
  healthy: true,
  availability: 'active',
  nanoCpus: 4e9,
  memory: 8 * GiB,
  engines: 1,
  containers: [],
  images: [],
  volumes: new Set(),
  networks: [],
  ...changes,
})

export const labels = (texts: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(texts))

/** A container that runs. */
export const container = (name: string, changes: Partial<ContainerSnapshot> = {}): ContainerSnapshot => ({
  id: Buffer.from(name).toString('hex').padEnd(64, '0'),
  names: [name],
  image: 'busybox',
  imageId: 'sha256:00',
  labels: new Map(),
  state: 'running',
  memory: 0,
  nanoCpus: 0,
  ports: [],
  ...changes,
})

/** What a body of `ContainerCreate` asks for. */
export const asking = (body: object = {}, name?: string): Request => readRequest(body, name, swarmError).request

/** What a container with this environment asks for. */
export const wanting = (...environment: readonly string[]): Request => asking({ Env: environment })

export const options: ScheduleOptions = { strategy: spread, filters: allFilters, overcommit: 0.05 }

/** The names of the nodes that a container may go to, sorted; the sentence where there is none. */
export function namesFor(pool: Snapshot, request: Request, changes: Partial<ScheduleOptions> = {}): string {
  const found = schedule(pool, request, { ...options, ...changes }, 1)
  return isRefusal(found) ? found.sentence : [...orderOf(found)].sort().join(' ')
}

/** The names of the nodes that a container may go to, the best first. */
export const orderOf = (found: Schedule): readonly string[] =>
  isRefusal(found) ? [] : found.candidates.map((candidate) => candidate.node.name)
