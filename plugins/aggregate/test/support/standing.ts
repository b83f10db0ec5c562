import { Trouble } from '../../dist/discovery/trouble.js'
import { readEtcdAddress } from '../../dist/etcd/address.js'
import { EtcdClient, type EtcdAnswer } from '../../dist/etcd/client.js'
import type { Clock } from '../../dist/etcd/clock.js'
import { Election } from '../../dist/etcd/election.js'
import { fail } from './observed.js'

/** A client that is told of nothing. */
export class Deaf extends EtcdClient {
  override async *stream(_path: string, _body: unknown, signal: AbortSignal): AsyncGenerator<EtcdAnswer, void> {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    yield* []
  }
}

/** How one stands that stands otherwise than most. */
export interface CandidateOptions {
  /** In seconds; long enough for a machine that is busy unless given. */
  readonly ttl?: number
  readonly clock?: Clock
  readonly Client?: typeof EtcdClient
}

/** One that stands, in this process. */
export class Candidate {
  readonly election: Election
  readonly changes: boolean[] = []
  readonly said: string[] = []
  readonly #client: EtcdClient
  readonly #ending = new AbortController()
  readonly #campaign: Promise<void>

  constructor(address: string, key: string, value: string, options: CandidateOptions = {}) {
    const { ttl = 20, clock, Client = EtcdClient } = options
    this.#client = new Client(readEtcdAddress(`${address}/x`, fail))
    const trouble = new Trouble({ troubled: (sentence) => void this.said.push(sentence), recovered: () => undefined })
    this.election = new Election(this.#client, { key, value, ttl, trouble, ...(clock === undefined ? {} : { clock }) })
    this.election.onChange((isLeader) => void this.changes.push(isLeader))
    this.#campaign = this.election.campaign(this.#ending.signal)
  }

  async end(): Promise<void> {
    this.#ending.abort()
    await this.#campaign
    this.#client.close()
  }
}
