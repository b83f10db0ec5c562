import type { Job } from 'libswarm-core'
import type { Pool } from '../nodes/pool.js'
import { readPlacing } from '../scheduling/request/read-request.js'
import type { Request } from '../scheduling/request/request.js'
import { constraintsOf, withoutConstraints } from './targets.js'

/** What a build asks of its node, and the job without that. */
export interface PlacedBuild {
  readonly request: Request
  readonly job: Job<'ImageBuild'>
}

/**
 * Reads where a build is to go: `docker build --build-arg constraint:disk==ssd`, as Docker Swarm classic took it, and the
 * constraints in the head. Throws `InvalidParameter` for an expression that is none.
 */
export function placedBuild(pool: Pool, job: Job<'ImageBuild'>): PlacedBuild {
  const own = withoutConstraints(job)
  const said = constraintsOf(job).map((text) => `constraint:${text}`)
  const args = argsOf(job.query.buildargs)
  if (args === undefined) return { request: readPlacing(said, pool.fail).request, job: own }
  const { request, rest } = readPlacing([...said, ...args.keys()], pool.fail)
  if (rest.length === args.size) return { request, job: own }
  const left = Object.fromEntries(rest.map((text) => args.get(text)!))
  return { request, job: own.with({ query: { ...job.query, buildargs: JSON.stringify(left) } }) }
}

/**
 * The arguments as they were written, `KEY=VALUE`, and what became of each; undefined where there are none that can be read:
 * the engine refuses those.
 */
function argsOf(text: string | undefined): ReadonlyMap<string, readonly [string, unknown]> | undefined {
  if (text === undefined || text === '') return undefined
  try {
    const args: unknown = JSON.parse(text)
    if (typeof args !== 'object' || args === null) return undefined
    return new Map(
      Object.entries(args).map(([key, value]) => [typeof value === 'string' ? `${key}=${value}` : key, [key, value]]),
    )
  } catch {
    return undefined
  }
}
