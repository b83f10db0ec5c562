import type { EtcdClient, EtcdAnswer } from './client.js'

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
  const { kvs = [] } = answer as { readonly kvs?: readonly EtcdAnswer[] }
  return { revision: revisionOf(answer), keys: kvs.map(keyValueOf) }
}

/** The revision of the cluster when it answered. */
export function revisionOf(answer: EtcdAnswer): bigint {
  const { revision } = (answer['header'] ?? {}) as { readonly revision?: string }
  return BigInt(revision ?? 0)
}

/** A `KeyValue` of etcd's API. */
export function keyValueOf(kv: EtcdAnswer): KeyValue {
  const { key = '', value = '', create_revision: created = '0' } = kv as Readonly<Record<string, string>>
  return { key: decodedText(key), value: decodedText(value), created: BigInt(created) }
}

/** A text as the gateway takes bytes. */
export const encoded = (text: string): string => Buffer.from(text).toString('base64')

const decodedText = (base64: string): string => Buffer.from(base64, 'base64').toString()
