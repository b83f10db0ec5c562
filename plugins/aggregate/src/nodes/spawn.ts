import type { Child } from 'libswarm-core'
import type { Fail } from '../fail.js'
import type { ChildEntry } from './entry.js'
import { kindOf } from './failure.js'

/** Spawns the backends of children: all of them, or none. Rejects with what is wrong with the first that cannot be. */
export async function spawnAll(
  entries: readonly ChildEntry[],
  spawn: (spec: string) => Promise<Child>,
  fail: Fail,
): Promise<Child[]> {
  const spawned = await Promise.allSettled(entries.map(({ spec }) => spawn(spec)))
  const at = spawned.findIndex(({ status }) => status === 'rejected')
  const children = spawned.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  if (at < 0) return children
  await closeAll(children)
  const reason: unknown = (spawned[at] as PromiseRejectedResult).reason
  if (entries.length === 1) throw reason
  const { message } = reason as Error
  throw fail(kindOf(reason) ?? 'Internal', `the child "${entries[at]!.name}": ${message}`, reason)
}

export async function closeAll(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.close()))
}
