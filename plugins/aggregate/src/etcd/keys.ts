import type { EtcdClient, EtcdAnswer } from './client.js'
import { EtcdError } from './failure.js'

/** A key and what it holds. */
export interface KeyValue {
  readonly key: string
  readonly value: string
  /** The revision of the cluster at which the key was made. */
  readonly created: bigint
}

/** The keys that were there at a revision of the cluster. */
export interface Reading {
  readonly revision: bigint
  readonly keys: readonly KeyValue[]
}

/** A key, or all keys that begin with a text. */
export interface KeyRange {
  readonly key: string
  readonly range_end?: string
}

/** The range of one key. */
export const oneKey = (key: string): KeyRange => ({ key: encoded(key) })

/** The range of all keys that begin with a text: up to that with its last byte one higher (etcd's `clientv3`, `WithPrefix`). */
export function keysWith(prefix: string): KeyRange {
  const end = Buffer.from(prefix)
  end[end.length - 1]!++
  return { key: encoded(prefix), range_end: end.toString('base64') }
}

/** Reads the keys of a range, in their order. */
export async function readKeys(client: EtcdClient, range: KeyRange, signal?: AbortSignal): Promise<Reading> {
  return readingOf(await client.call('/v3/kv/range', range, signal))
}

/** What an answer with `header` and `kvs` says. */
export function readingOf(answer: EtcdAnswer): Reading {
  const { kvs = [] } = answer
  if (!Array.isArray(kvs)) throw notEtcd()
  return { revision: revisionOf(answer), keys: (kvs as readonly EtcdAnswer[]).map(keyValueOf) }
}

/** The revision of the cluster when it answered. */
export function revisionOf(answer: EtcdAnswer): bigint {
  const { revision } = (answer['header'] ?? {}) as { readonly revision?: unknown }
  return numberOf(revision)
}

/** A `KeyValue` of etcd's API. */
export function keyValueOf(kv: EtcdAnswer | null | undefined): KeyValue {
  const { key, value = '', create_revision: created = '0' } = kv ?? {}
  if (typeof key !== 'string' || typeof value !== 'string') throw notEtcd()
  return { key: decodedText(key), value: decodedText(value), created: numberOf(created) }
}

/** A number of 64 bits, which is a text in JSON. */
function numberOf(text: unknown): bigint {
  if (typeof text !== 'string' || !/^\d+$/.test(text)) throw notEtcd()
  return BigInt(text)
}

function notEtcd(): EtcdError {
  return new EtcdError('an answer is not one of etcd: is it etcd 3.4 or later?')
}

/** A text as the gateway takes bytes. */
export const encoded = (text: string): string => Buffer.from(text).toString('base64')

const decodedText = (base64: string): string => Buffer.from(base64, 'base64').toString()
