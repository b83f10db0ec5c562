import type { EtcdClient } from './client.js'
import { machineClock, Since, type Clock } from './clock.js'
import { codes, EtcdError } from './failure.js'

/** How a lease is held. */
export interface LeaseOptions {
  /** How long the cluster keeps it without a word, in seconds; etcd makes 2 of 1, with its usual settings. */
  readonly ttl: number
  readonly clock?: Clock
  /** Told once, when it has run out, or may have. */
  lost(reason: Error): void
}

const leastMargin = 500
const farewell = 2000

/**
 * A lease that is kept alive until it is given back. It counts as lost before the cluster can have let it run out, by the
 * clock of this machine: from when the last renewal that was answered was sent, the time to live less a margin of a tenth,
 * half a second at least. Once lost it never comes back.
 */
export class Lease {
  readonly id: string
  readonly #client: EtcdClient
  readonly #options: LeaseOptions
  readonly #ending = new AbortController()
  readonly #lives: number
  #renewed: Since
  #isLost = false
  #next: NodeJS.Timeout | undefined
  #expiry: NodeJS.Timeout | undefined

  /** Use `grantLease`. */
  constructor(client: EtcdClient, options: LeaseOptions, id: string, ttl: number, asked: Since) {
    this.id = id
    this.#client = client
    this.#options = options
    this.#renewed = asked
    this.#lives = ttl * 1000 - Math.max(ttl * 100, leastMargin)
    this.#watchOver()
  }

  /** Whether it is alive for certain. Asks the clock, not a timer: a process that was stopped knows it at once. */
  get isAlive(): boolean {
    return !this.#isLost && this.#renewed.elapsed < this.#lives
  }

  /** Gives it back: keys that hang on it are deleted at once where etcd can be reached, and when it runs out elsewise. */
  async giveBack(): Promise<void> {
    this.#end()
    await this.#client.call('/v3/lease/revoke', { ID: this.id }, undefined, farewell).catch(() => undefined)
  }

  #watchOver(): void {
    clearTimeout(this.#expiry)
    const left = Math.max(this.#lives - this.#renewed.elapsed, 0)
    this.#expiry = setTimeout(() => {
      if (this.isAlive) this.#watchOver()
      else this.#lose(new EtcdError(`the lease may have run out: it was not renewed for ${this.#lives / 1000} s`))
    }, left)
    clearTimeout(this.#next)
    this.#next = setTimeout(() => void this.#renew(), this.#lives / 3)
  }

  async #renew(): Promise<void> {
    const asked = new Since(this.#options.clock ?? machineClock)
    try {
      const ttl = await renewLease(this.#client, this.id, this.#ending.signal, this.#lives / 3)
      // An answer that was waited for too long, or read late, proves nothing.
      if (!this.isAlive) return
      if (ttl <= 0) return this.#lose(new EtcdError('the lease has run out', codes.notFound))
      this.#renewed = asked
      this.#watchOver()
    } catch {
      if (this.isAlive) this.#next = setTimeout(() => void this.#renew(), this.#lives / 10)
    }
  }

  #lose(reason: Error): void {
    if (this.#isLost) return
    this.#end()
    this.#options.lost(reason)
  }

  #end(): void {
    this.#isLost = true
    clearTimeout(this.#next)
    clearTimeout(this.#expiry)
    this.#ending.abort()
  }
}

/** Has the cluster grant a lease, and keeps it alive. */
export async function grantLease(client: EtcdClient, options: LeaseOptions, signal?: AbortSignal): Promise<Lease> {
  const asked = new Since(options.clock ?? machineClock)
  const answer = await client.call('/v3/lease/grant', { TTL: String(options.ttl) }, signal)
  return new Lease(client, options, String(answer['ID']), Number(answer['TTL']), asked)
}

/** Renews a lease once; resolves to what it has to live, in seconds: 0 where it is not there any more. */
async function renewLease(client: EtcdClient, id: string, signal: AbortSignal, limit: number): Promise<number> {
  const answer = await client.call('/v3/lease/keepalive', { ID: id }, signal, limit)
  const { TTL: ttl = '0' } = (answer['result'] ?? {}) as { readonly TTL?: string }
  return Number(ttl)
}
