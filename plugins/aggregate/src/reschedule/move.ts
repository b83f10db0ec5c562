import type { Answer, JobInit } from 'libswarm-core'
import { askDone } from '../nodes/ask.js'
import type { Node } from '../nodes/node.js'
import { createCopy, removeCopy, startCopy, type CopyParts, type Created } from './create-copy.js'

type Inspected = Answer<'ContainerInspect'>

/** How long an engine waits for a container to stop unless it was told, in seconds (moby's `DefaultStopTimeout`). */
const usualStop = 10

/**
 * Moves a container from its node, which still answers, to another one. The old one is removed when the new one runs, never
 * its volumes. Rejects where it cannot; the old one is as it was then.
 */
export async function move(parts: CopyParts, from: Node, container: Inspected, signal: AbortSignal): Promise<Created> {
  const created = await createCopy(parts, container, signal)
  const undo: (() => Promise<void>)[] = [() => removeCopy(parts.pool, created)]
  try {
    await replace(parts, from, container, created, undo)
  } catch (thrown) {
    for (const step of undo.reverse()) await attempt(parts, step, container)
    throw thrown
  }
  // What is left of it has another name, and does not run.
  await attempt(parts, () => removeOld(parts, from, container), container)
  return created
}

/** Has the new one take the place of the old one; `undo` becomes what brings the old one back, in order. */
async function replace(
  { pool }: CopyParts,
  from: Node,
  { Id: id = '', Name = '', State, Config }: Inspected,
  created: Created,
  undo: (() => Promise<void>)[],
): Promise<void> {
  const { changeLimit } = pool.times
  const ask = (job: JobInit, limit = changeLimit) => askDone(from, job, limit, pool.fail)
  const rename = (name: string) => ask({ operation: 'ContainerRename', path: { id }, query: { name } })
  const name = Name.replace(/^\//, '')
  undo.push(() => rename(name))
  await rename(formerName(name, from, id))
  if (State?.Running === true) {
    undo.push(() => ask({ operation: 'ContainerStart', path: { id } }))
    await ask({ operation: 'ContainerStop', path: { id } }, changeLimit + 1000 * (Config?.StopTimeout ?? usualStop))
    await startCopy(pool, created)
  }
}

/** What a container is named that another one has taken the name of. */
export const formerName = (name: string, node: Node, id: string): string => `${name}-${node.name}-${id.slice(0, 12)}`

async function removeOld({ pool }: CopyParts, from: Node, { Id: id = '' }: Inspected): Promise<void> {
  await askDone(from, { operation: 'ContainerDelete', path: { id } }, pool.times.changeLimit, pool.fail)
}

async function attempt({ pool }: CopyParts, step: () => Promise<void>, { Name }: Inspected): Promise<void> {
  try {
    await step()
  } catch (thrown) {
    pool.log.warn(`while moving ${String(Name)}: ${(thrown as Error).message}`)
  }
}
