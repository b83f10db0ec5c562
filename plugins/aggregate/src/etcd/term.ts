import { pause } from '../discovery/pause.js'
import type { EtcdAnswer, EtcdClient } from './client.js'
import type { Clock } from './clock.js'
import { encoded, oneKey, readingOf, readKeys, revisionOf } from './keys.js'
import { grantLease, type Lease } from './lease.js'
import { isDeletedWithin } from './watch.js'

/** What is taken, and for how long. */
export interface TermOptions {
  /** The key that the leader holds: `/swarm/leader`. */
  readonly key: string
  /** What the others are told of this one: its name or address. */
  readonly value: string
  /** How long the cluster waits for a leader that has fallen silent, in seconds; 2 at least. */
  readonly ttl: number
  readonly clock?: Clock
}

/** How long a key is watched until it is read again, in ms. */
export const longestWatch = 30_000

/** A time of being leader: the key is held by a lease that is kept alive. */
export class Term {
  /** The revision at which the key was made: higher in each later term, whoever's it is. */
  readonly token: bigint
  readonly #client: EtcdClient
  readonly #key: string
  readonly #lease: Lease
  readonly #ending: AbortController
  readonly #watching: Promise<void>

  constructor(client: EtcdClient, key: string, lease: Lease, ending: AbortController, token: bigint) {
    this.token = token
    this.#client = client
    this.#key = key
    this.#lease = lease
    this.#ending = ending
    this.#watching = this.#watch(ending.signal)
  }

  /** Whether it lasts for certain, now. */
  get lasts(): boolean {
    return !this.#ending.signal.aborted && this.#lease.isAlive
  }

  /** Aborted, with why, when it is over. */
  get over(): AbortSignal {
    return this.#ending.signal
  }

  /** Asks the cluster whether it lasts; false where that is not known for certain. */
  async confirm(): Promise<boolean> {
    if (!this.lasts) return false
    try {
      const answer = await this.#client.call('/v3/kv/txn', ifCreatedAt(this.#key, this.token), this.over)
      if (answer['succeeded'] !== true) this.#gone()
    } catch {
      return false
    }
    // The answer may be read long after it came.
    return this.lasts
  }

  /** Ends it, and gives the key back. */
  async end(): Promise<void> {
    this.#ending.abort(new Error('it was given back'))
    await Promise.all([this.#lease.giveBack(), this.#watching])
  }

  /** The key may be deleted by somebody else while the lease lives. */
  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { keys, revision } = await readKeys(this.#client, oneKey(this.#key), signal)
        if (keys[0]?.created !== this.token) return this.#gone()
        if (await isDeletedWithin(longestWatch, this.#client, this.#key, revision + 1n, signal)) return this.#gone()
      } catch {
        // That nothing can be asked is what the lease is lost for in time.
        await pause(retryWatch, signal)
      }
    }
  }

  #gone(): void {
    this.#ending.abort(new Error(`the key ${this.#key} was deleted`))
  }
}

const retryWatch = 500

/** Takes the key where nobody holds it; elsewise resolves to what its holder says, `undefined` where that has gone since. */
export async function takeTerm(
  client: EtcdClient,
  options: TermOptions,
  signal: AbortSignal,
): Promise<Term | { readonly leader: string | undefined }> {
  const { ttl, key, value, clock } = options
  const ending = new AbortController()
  const lost = (reason: Error) => ending.abort(reason)
  const lease = await grantLease(client, { ttl, lost, ...(clock === undefined ? {} : { clock }) }, signal)
  try {
    const answer = await client.call('/v3/kv/txn', ifAbsent(key, value, lease.id), signal)
    if (answer['succeeded'] === true && lease.isAlive) return new Term(client, key, lease, ending, revisionOf(answer))
    await lease.giveBack()
    return { leader: holderIn(answer) }
  } catch (thrown) {
    // The key may have been made all the same.
    await lease.giveBack()
    throw thrown
  }
}

/** The transaction that makes a key where it is not there, and reads it where it is. */
function ifAbsent(key: string, value: string, lease: string): unknown {
  const range = oneKey(key)
  return {
    compare: [{ ...range, target: 'CREATE', create_revision: '0' }],
    success: [{ request_put: { ...range, value: encoded(value), lease } }],
    failure: [{ request_range: range }],
  }
}

/**
 * The transaction that succeeds where a key was made at a revision. It reads the key, too: one without operations is
 * serializable to etcd (`isTxnSerializable` of its `v3_server.go`), and a member answers that without asking the others.
 */
function ifCreatedAt(key: string, revision: bigint): unknown {
  const range = oneKey(key)
  return {
    compare: [{ ...range, target: 'CREATE', create_revision: String(revision) }],
    success: [{ request_range: range }],
  }
}

function holderIn(answer: EtcdAnswer): string | undefined {
  const [first] = (answer['responses'] ?? []) as readonly { readonly response_range?: EtcdAnswer }[]
  return first?.response_range === undefined ? undefined : readingOf(first.response_range).keys[0]?.value
}
