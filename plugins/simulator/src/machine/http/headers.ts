import type { ByteString } from '../byte-string.js'

/** Header fields in their order (RFC 9110, 5). Names are in any case. */
export class Headers {
  readonly #fields: [name: ByteString, value: ByteString][]

  constructor(fields: Iterable<readonly [ByteString, ByteString]> = []) {
    this.#fields = [...fields].map(([name, value]) => [name, value])
  }

  /** The value of the first field of a name. */
  get(name: string): ByteString | undefined {
    return this.#fields.find(([one]) => isSame(one, name))?.[1]
  }
  all(name: string): readonly ByteString[] {
    return this.#fields.flatMap(([one, value]) => (isSame(one, name) ? [value] : []))
  }
  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  add(name: ByteString, value: ByteString): this {
    this.#fields.push([name, value])
    return this
  }
  /** Puts a field in the place of the first one of its name, and takes the others away. */
  set(name: ByteString, value: ByteString): this {
    const at = this.#fields.findIndex(([one]) => isSame(one, name))
    if (at < 0) return this.add(name, value)
    this.#fields[at] = [name, value]
    const rest = this.#fields.filter(([one], index) => index <= at || !isSame(one, name))
    this.#fields.splice(0, Infinity, ...rest)
    return this
  }
  delete(name: string): this {
    const rest = this.#fields.filter(([one]) => !isSame(one, name))
    this.#fields.splice(0, Infinity, ...rest)
    return this
  }

  [Symbol.iterator](): Iterator<readonly [ByteString, ByteString]> {
    return this.#fields[Symbol.iterator]()
  }
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && one.toLowerCase() === other.toLowerCase()
