import type { Fail } from '../discovery/query.js'
import type { Observer } from '../discovery/source.js'
import { Trouble } from '../discovery/trouble.js'
import { readEtcdAddress } from './address.js'
import { EtcdClient } from './client.js'
import { Election } from './election.js'

/** How one stands. */
export interface StandOptions {
  /** What the others are told of this one: its name or address. */
  readonly value: string
  /** How long the cluster waits for a leader that has fallen silent, in seconds; 2 at least. */
  readonly ttl: number
  readonly observer: Pick<Observer, 'troubled' | 'recovered'>
}

/** One that stands. */
export interface Standing {
  readonly election: Election
  /** Gives back what it leads, and stands no more. */
  end(): Promise<void>
}

/** Stands for leader at `HOST:PORT/KEY`. Throws `InvalidParameter` where that is wrong. */
export function standAt(text: string, { value, ttl, observer }: StandOptions, fail: Fail): Standing {
  const address = readEtcdAddress(text, fail)
  const client = new EtcdClient(address)
  const election = new Election(client, { key: address.prefix, value, ttl, trouble: new Trouble(observer) })
  const ending = new AbortController()
  const campaign = election.campaign(ending.signal)
  return {
    election,
    end: async () => {
      ending.abort()
      await campaign
      client.close()
    },
  }
}
