import type { Instant } from '../../../../world.js'
import type { ByteString } from '../../../byte-string.js'

/** What a key has. */
export type Value =
  | { readonly type: 'string'; text: ByteString }
  | { readonly type: 'list'; readonly items: ByteString[] }
  | { readonly type: 'hash'; readonly fields: Map<ByteString, ByteString> }
  | { readonly type: 'set'; readonly members: Set<ByteString> }

interface Entry {
  value: Value
  /** When it is gone; undefined where it stays. */
  until: Instant | undefined
}

/** What a key takes besides its bytes, as Redis has it, roughly. */
const overhead = 64

/** One database: keys and their values, as long as they last. */
export class Keyspace {
  readonly #entries = new Map<ByteString, Entry>()
  readonly #now: () => Instant

  constructor(now: () => Instant) {
    this.#now = now
  }

  get size(): number {
    for (const key of this.#entries.keys()) this.entry(key)
    return this.#entries.size
  }
  /** How many of its keys last for some time only. */
  get expiring(): number {
    return [...this.#entries.values()].filter(({ until }) => until !== undefined).length
  }

  entry(key: ByteString): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry?.until === undefined || entry.until > this.#now()) return entry
    this.#entries.delete(key)
    return undefined
  }
  get(key: ByteString): Value | undefined {
    return this.entry(key)?.value
  }
  /** Replaces what is there; it lasts for ever unless told how long. */
  set(key: ByteString, value: Value, until?: Instant): void {
    this.#entries.set(key, { value, until })
  }
  delete(key: ByteString): boolean {
    return this.entry(key) !== undefined && this.#entries.delete(key)
  }
  keys(): readonly ByteString[] {
    return [...this.#entries.keys()].filter((key) => this.entry(key) !== undefined)
  }
  clear(): void {
    this.#entries.clear()
  }
  /** About how many bytes it takes. */
  bytes(): number {
    let sum = 0
    for (const [key, { value }] of this.#entries) sum += overhead + key.length + bytesOf(value)
    return sum
  }
}

/** About how many bytes a value takes. */
export function bytesOf(value: Value | undefined): number {
  if (value === undefined) return 0
  const all = (texts: Iterable<ByteString>): number => {
    let sum = 0
    for (const text of texts) sum += text.length + overhead / 4
    return sum
  }
  if (value.type === 'string') return value.text.length
  if (value.type === 'list') return all(value.items)
  return value.type === 'set' ? all(value.members) : all([...value.fields].flat())
}
