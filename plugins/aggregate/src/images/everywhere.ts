import type { HeaderList, Job, OperationName, Reply } from 'libswarm-core'
import { eachSome } from '../each-some.js'
import {
  missingIn,
  mostAtOnce,
  sentenceOf as sentenceOfSilent,
  warnings,
  warningsOf,
  type Gathered,
} from '../merge/gather.js'
import { withinLimit } from '../nodes/ask.js'
import { failureOf, kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** A node that has not done what it was asked for. */
export interface Failed {
  readonly node: Node
  readonly thrown: Error
}

/** What became of something that was to be done on several nodes, in their order. */
export interface Done<T> {
  readonly done: readonly T[]
  readonly failed: readonly Failed[]
}

/** Runs something on several nodes at once. Rejects with what all have failed with, as `failureOfAll` has it. */
export async function onEach<N extends { readonly node: Node }, T>(
  pool: Pool,
  nodes: readonly N[],
  run: (one: N) => Promise<T>,
): Promise<Done<T>> {
  const done = new Map<N, T>()
  const failed = new Map<N, Failed>()
  await eachSome(nodes, mostAtOnce, async (one) => {
    try {
      done.set(one, await run(one))
    } catch (thrown) {
      failed.set(one, { node: one.node, thrown: thrown instanceof Error ? thrown : new Error(String(thrown)) })
    }
  })
  const all = nodes.flatMap((one) => failed.get(one) ?? [])
  if (done.size === 0 && all.length > 0) throw failureOfAll(pool, all)
  return { done: nodes.flatMap((one) => (done.has(one) ? [done.get(one) as T] : [])), failed: all }
}

/**
 * One error of many: that of the first where all say the same, and otherwise one that tells what each says, `Conflict`
 * where that is what one of them says.
 */
export function failureOfAll(pool: Pool, failed: readonly Failed[]): Error {
  const [first] = failed
  if (first === undefined) return pool.fail('Unavailable', 'No healthy node available in the pool')
  if (failed.every(({ thrown }) => thrown.message === first.thrown.message)) return first.thrown
  const told = failed.map(({ thrown }) => kindOf(thrown) ?? 'Internal')
  const kind = told.includes('Conflict') ? 'Conflict' : told[0]!
  return pool.fail(kind, sentenceOf(failed), first.thrown)
}

/** What each of several nodes says, `a: …; b: …`. */
export const sentenceOf = (failed: readonly Failed[]): string =>
  failed.map(({ node, thrown }) => `${node.name}: ${thrown.message}`).join('; ')

/** A `Warning` header for each node that has failed. */
export const warningsOfFailed = (failed: readonly Failed[]): HeaderList =>
  warnings(failed.map((one) => sentenceOf([one])))

/** A `Warning` header for each node that did not say whether there is anything to do on it. */
export const warningsOfSilent = (silent: readonly Node[]): HeaderList =>
  warnings(silent.map(({ name, reason }) => `nothing was done on the node ${name}: ${reason ?? 'it did not answer'}`))

/** Throws `Unavailable` where the pool is strict and a node does not answer: before anything is changed. */
export function requireAll(pool: Pool, silent: readonly Node[]): void {
  if (!pool.strict || silent.length === 0) return
  const names = silent.map(({ name }) => `"${name}"`).join(', ')
  throw pool.fail('Unavailable', `nothing was done: no answer from the node ${names}`)
}

/** What became of a change on one node, and what has not changed where that is a pool itself. */
export interface Changed<T> {
  readonly value: T
  readonly missing: Gathered<T>['silent']
}

/** A `Warning` header for each node of pools within this one that has not changed. Throws `Unavailable` where the pool is strict. */
export function warningsOfChanged(pool: Pool, done: readonly Changed<unknown>[]): HeaderList {
  const silent = done.flatMap(({ missing }) => missing)
  if (pool.strict && silent.length > 0) throw pool.fail('Unavailable', silent.map(sentenceOfSilent).join('; '))
  return warningsOf({ silent })
}

/**
 * The answer of one node to a change, all of it within `changeLimit`; what `read` makes of it. Rejects with the engine's
 * own sentence for an answer of failure, and with `Deadline`.
 */
export function change<O extends OperationName, T>(
  pool: Pool,
  node: Node,
  job: Job<O>,
  read: (reply: Reply<O>) => Promise<T>,
): Promise<Changed<T>> {
  return withinLimit(job, pool.times.changeLimit, pool.fail, async (limited) => {
    const reply = await node.run(limited)
    if (reply.status >= 400) throw await failureOf(reply, pool.fail)
    return { value: await read(reply), missing: missingIn(node, reply.headers) }
  })
}
