import type { ByteString } from '../../../byte-string.js'
import { Read, type Value } from './values.js'
import type { Waiting } from './waiting.js'

// What a container has no memory for.
const mostFields = 1_000_000

// What is not there is text, and no number.
const missing = new Read('')

/** The record and its fields: each is made of the other when it is asked for. */
export class CurrentRecord {
  readonly #split: (text: ByteString) => Waiting<ByteString[]>
  readonly #join: (fields: readonly Value[]) => ByteString
  #text: ByteString = ''
  /** Undefined where the fields have changed since. */
  #whole: Value = undefined
  #fields: Value[] | undefined = []
  #stale = false

  constructor(split: (text: ByteString) => Waiting<ByteString[]>, join: (fields: readonly Value[]) => ByteString) {
    this.#split = split
    this.#join = join
  }

  set(value: Value, text: ByteString): void {
    this.#text = text
    this.#whole = typeof value === 'number' ? new Read(text) : value
    this.#fields = undefined
    this.#stale = false
  }

  get text(): ByteString {
    if (this.#stale) {
      this.#text = this.#join(this.#fields!)
      this.#whole = new Read(this.#text)
      this.#stale = false
    }
    return this.#text
  }

  *#parts(): Waiting<Value[]> {
    this.#fields ??= (yield* this.#split(this.#text)).map((text) => new Read(text))
    return this.#fields
  }

  *count(): Waiting<number> {
    return (this.#fields ?? (yield* this.#parts())).length
  }

  *get(index: number): Waiting<Value> {
    if (index === 0) {
      void this.text
      return this.#whole
    }
    return (this.#fields ?? (yield* this.#parts()))[index - 1] ?? missing
  }

  *setField(index: number, value: Value): Waiting<void> {
    const fields = yield* this.#parts()
    while (fields.length < Math.min(index - 1, mostFields)) fields.push('')
    fields[Math.min(index, mostFields) - 1] = value
    this.#stale = true
  }

  *setCount(count: number): Waiting<void> {
    const fields = yield* this.#parts()
    const wanted = Math.min(Math.max(count, 0), mostFields)
    while (fields.length < wanted) fields.push('')
    fields.length = wanted
    this.#stale = true
  }
}
