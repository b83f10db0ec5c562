import type { Answer, JobInit } from 'libswarm-core'
import { askDone } from '../nodes/ask.js'
import { kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { formerName } from './former.js'
import { createCopy, leftOver, removeCopy, startCopy, type CopyParts, type Created } from './create-copy.js'

type Inspected = Answer<'ContainerInspect'>

/** What brings back how it was, a step of it; in a sentence, what is so as long as it has failed. */
interface Undo {
  readonly run: () => Promise<void>
  readonly otherwise: string
}

/** Told of a node right before it is asked to create a copy. */
export type Asked = (node: Node) => void

/** How long an engine waits for a container to stop unless it was told, in seconds (moby's `DefaultStopTimeout`). */
const usualStop = 10

/**
 * Moves a container from its node, which still answers, to another one. The old one is removed when the new one runs, never
 * its volumes. Rejects where it cannot; the old one is as it was then, and what is not says the sentence: a copy that may run
 * on a node that does not answer, too.
 *
 * @param asked told of each node that is asked for a copy
 */
export async function move(
  parts: CopyParts,
  from: Node,
  container: Inspected,
  { signal, asked }: { readonly signal: AbortSignal; readonly asked: Asked },
): Promise<Created> {
  const created = await createCopy(parts, container, signal, async (node) => asked(node))
  const undo: Undo[] = [{ run: () => removeCopy(parts.pool, created), otherwise: leftOver(created) }]
  try {
    await replace(parts, from, container, created, undo)
  } catch (thrown) {
    const left = await bringBack(parts, undo, container)
    if (left.length === 0) throw thrown
    throw parts.pool.fail(kindOf(thrown) ?? 'Internal', [(thrown as Error).message, ...left].join('; '), thrown)
  }
  // What is left of it has another name, and does not run.
  await attempt(parts, () => removeOld(parts, from, container), container)
  return created
}

/** Undoes in order, the last first. Returns what could not be. */
async function bringBack(parts: CopyParts, undo: readonly Undo[], container: Inspected): Promise<readonly string[]> {
  const left: string[] = []
  for (const { run, otherwise } of [...undo].reverse()) {
    const why = await attempt(parts, run, container)
    if (why !== undefined) left.push(`${otherwise}: ${why}`)
  }
  return left
}

/** Has the new one take the place of the old one; `undo` becomes what brings the old one back, in order. */
async function replace(
  { pool }: CopyParts,
  from: Node,
  container: Inspected,
  created: Created,
  undo: Undo[],
): Promise<void> {
  const { changeLimit } = pool.times
  const { Id: id = '', Name = '', Config } = container
  const { State } = await stillThere(pool, from, container)
  const ask = (job: JobInit, limit = changeLimit) => askDone(from, job, limit, pool.fail)
  const rename = (name: string) => ask({ operation: 'ContainerRename', path: { id }, query: { name } })
  const name = Name.replace(/^\//, '')
  const former = formerName(name, from, id)
  undo.push({ run: () => rename(name), otherwise: `it is named ${former}` })
  await rename(former)
  if (State?.Running === true) {
    undo.push({ run: () => ask({ operation: 'ContainerStart', path: { id } }), otherwise: 'it does not run' })
    await ask({ operation: 'ContainerStop', path: { id } }, changeLimit + 1000 * (Config?.StopTimeout ?? usualStop))
    await startCopy(pool, created).catch(async (thrown: unknown) => {
      // An engine may have done it and not said so.
      if (!(await runs(created))) throw thrown
    })
  }
}

/** How a container is by now: its client may have changed it while an image was pulled. Rejects where it cannot be moved. */
async function stillThere(pool: Pool, from: Node, { Id: id = '', Name }: Inspected): Promise<Inspected> {
  const now = await from.find({ operation: 'ContainerInspect', path: { id } })
  if (now === undefined) throw pool.fail('Conflict', 'it was removed meanwhile')
  if (now.Name !== Name) throw pool.fail('Conflict', 'it was renamed meanwhile')
  if (now.State?.Paused === true) throw pool.fail('Conflict', 'it was paused meanwhile')
  return now
}

/** Whether a copy runs, as far as its engine tells. */
async function runs({ node, id }: Created): Promise<boolean> {
  const found = await node.find({ operation: 'ContainerInspect', path: { id } }).catch(() => undefined)
  return found?.State?.Running === true
}

async function removeOld({ pool }: CopyParts, from: Node, { Id: id = '' }: Inspected): Promise<void> {
  await askDone(from, { operation: 'ContainerDelete', path: { id } }, pool.times.changeLimit, pool.fail)
}

/** Does a step; what it fails with is told. */
async function attempt(
  { pool }: CopyParts,
  step: () => Promise<void>,
  { Name }: Inspected,
): Promise<string | undefined> {
  try {
    await step()
    return undefined
  } catch (thrown) {
    const { message } = thrown as Error
    pool.log.warn(`while moving ${String(Name)}: ${message}`)
    return message
  }
}
