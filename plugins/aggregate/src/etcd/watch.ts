import type { EtcdAnswer, EtcdClient } from './client.js'
import { codes, EtcdError } from './failure.js'
import { keyValueOf, oneKey, type KeyRange, type KeyValue } from './keys.js'
import { TooLate, within } from './within.js'

/** What became of a key. */
export type KeyEvent = ({ readonly type: 'put' } & KeyValue) | { readonly type: 'delete'; readonly key: string }

/**
 * Tells what becomes of the keys of a range from a revision on, until the signal is aborted. Rejects with its reason, and
 * with an `EtcdError`: of the code `outOfRange` where what was at that revision is not kept any more (compaction).
 */
export async function* watchKeys(
  client: EtcdClient,
  range: KeyRange,
  from: bigint,
  signal: AbortSignal,
): AsyncGenerator<readonly KeyEvent[], void> {
  const create = { create_request: { ...range, start_revision: String(from) } }
  for await (const answer of client.stream('/v3/watch', create, signal)) {
    if (answer['canceled'] === true) throw canceled(client, answer)
    const { events = [] } = answer as { readonly events?: readonly EtcdAnswer[] }
    if (events.length > 0) yield events.map(eventOf)
  }
}

function eventOf({ type, kv }: EtcdAnswer): KeyEvent {
  const keyValue = keyValueOf(kv as EtcdAnswer | undefined)
  return type === 'DELETE' ? { type: 'delete', key: keyValue.key } : { type: 'put', ...keyValue }
}

function canceled(client: EtcdClient, answer: EtcdAnswer): EtcdError {
  const { compact_revision: compacted, cancel_reason: reason = 'no reason was given' } = answer as Record<
    string,
    string | undefined
  >
  if (compacted !== undefined) {
    return new EtcdError(
      `${client.address.shown}: what was changed before revision ${compacted} is compacted`,
      codes.outOfRange,
    )
  }
  return new EtcdError(`${client.address.shown} is not watched any more: ${reason}`)
}

/** Whether a key was deleted from a revision on; false when it was not for `limit` ms. Rejects as `watchKeys` does. */
export async function isDeletedWithin(
  limit: number,
  client: EtcdClient,
  key: string,
  from: bigint,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await within(limit, signal, async (inner) => {
      for await (const events of watchKeys(client, oneKey(key), from, inner)) {
        if (events.some(({ type }) => type === 'delete')) return true
      }
      return false
    })
  } catch (thrown) {
    if (thrown instanceof TooLate) return false
    throw thrown
  }
}
