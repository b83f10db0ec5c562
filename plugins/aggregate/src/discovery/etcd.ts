import { readEtcdAddress } from '../etcd/address.js'
import { EtcdClient } from '../etcd/client.js'
import { EtcdError } from '../etcd/failure.js'
import { keysWith, readKeys } from '../etcd/keys.js'
import { watchKeys } from '../etcd/watch.js'
import { TooLate, within } from '../etcd/within.js'
import { EtcdChildren } from './etcd-children.js'
import { Known } from './known.js'
import { pauseAfter, type Pauses } from './pause.js'
import type { Fail } from './query.js'
import { startRounds, type Round } from './rounds.js'
import type { Source } from './source.js'
import { Trouble } from './trouble.js'

/** How an etcd is watched, in ms. */
export interface EtcdTimes {
  /** How long a watch lasts until everything is read again: the longest that a watch may be silently broken. */
  readonly watch: number
  readonly retry: Pauses
}

const usual: EtcdTimes = { watch: 30_000, retry: [1000, 30_000] }

// An etcd that was made anew counts its revisions from 1.
const forgot = 'it has lost its data, and has no children yet: those that were known stay until it has some'

/**
 * The children under a prefix of etcd: `etcd:host:2379/swarm/nodes`. They are read at a revision and watched from the one
 * behind it; when the watch breaks, and every 30 s, they are read again, so that nothing depends on what etcd has kept.
 */
export function etcdSource(text: string, fail: Fail, { watch, retry }: EtcdTimes = usual): Source {
  const address = readEtcdAddress(text, fail)
  return {
    shown: address.shown,
    watch: async (observer) => {
      const client = new EtcdClient(address)
      const known = new Known(observer)
      const children = new EtcdChildren()
      const range = keysWith(`${address.prefix}/`)
      let last = 0n
      const tell = (read: Round['read']) => {
        const { list, problem } = children.current()
        known.tell(list)
        read(problem)
      }
      const follow = async (from: bigint, signal: AbortSignal, read: Round['read']) => {
        for await (const events of watchKeys(client, range, from, signal)) {
          for (const event of events) children.take(event)
          tell(read)
        }
        return 0
      }
      // A watch that breaks is no trouble: that nothing can be read then is one.
      const nextReading = (thrown: unknown) => (thrown instanceof TooLate ? 0 : pauseAfter(1, retry))
      const round = async ({ signal, read }: Round) => {
        const { keys, revision } = await readKeys(client, range, signal)
        if (keys.length === 0 && revision < last) throw new EtcdError(forgot)
        last = revision
        children.replace(keys)
        tell(read)
        return within(watch, signal, (inner) => follow(revision + 1n, inner, read)).catch(nextReading)
      }
      const end = await startRounds({ round, trouble: new Trouble(observer), retry })
      return async () => {
        await end()
        client.close()
      }
    },
  }
}
