import { abortion, pause, pauseAfter, type Pauses } from '../discovery/pause.js'
import type { ChildEntry } from '../discovery/source.js'
import { sentenceOf, type Trouble } from '../discovery/trouble.js'
import type { EtcdClient } from './client.js'
import { encoded, oneKey } from './keys.js'
import { grantLease } from './lease.js'

/** How a child is registered. */
export interface RegistrationOptions {
  /** How long it stays registered without a word, in seconds; 2 at least. */
  readonly ttl: number
  readonly trouble: Trouble
  /** Told each time that it has been written. */
  readonly registered?: () => void
}

const retry: Pauses = [1000, 30_000]

/**
 * Registers a child under the prefix of a client's address, with a lease, until the signal is aborted: then it is taken
 * out. Another one of its name is written over. A lease that was lost is followed by another; an etcd that cannot be
 * reached is a trouble, and never rejects it.
 */
export async function register(
  client: EtcdClient,
  entry: ChildEntry,
  options: RegistrationOptions,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    try {
      const lost = await hold(client, entry, options, signal)
      failures = 0
      if (lost !== undefined) options.trouble.is(sentenceFor(entry, lost))
    } catch (thrown) {
      if (signal.aborted) return
      options.trouble.is(sentenceFor(entry, thrown))
      await pause(pauseAfter(++failures, retry), signal)
    }
  }
}

function sentenceFor({ name }: ChildEntry, thrown: unknown): string {
  return `the child "${name}" is not registered: ${sentenceOf(thrown)}`
}

/** Registers once, until the signal is aborted or the lease is lost; resolves to why then. Rejects where it cannot. */
async function hold(
  client: EtcdClient,
  { name, spec, labels }: ChildEntry,
  { ttl, trouble, registered }: RegistrationOptions,
  signal: AbortSignal,
): Promise<Error | undefined> {
  const ending = new AbortController()
  const lease = await grantLease(client, { ttl, lost: (reason) => ending.abort(reason) }, signal)
  const [aborted, release] = abortion(signal)
  const [lost] = abortion(ending.signal)
  try {
    const value = encoded(JSON.stringify({ spec, labels: Object.fromEntries(labels) }))
    const put = { ...oneKey(`${client.address.prefix}/${name}`), value, lease: lease.id }
    await client.call('/v3/kv/put', put, signal)
    trouble.over()
    registered?.()
    await Promise.race([lost, aborted])
    return signal.aborted ? undefined : (ending.signal.reason as Error)
  } finally {
    release()
    // One that was lost is not given back: the key is there until the next lease has it, or this one runs out.
    if (lease.isAlive) await lease.giveBack()
  }
}
