const special: Readonly<Record<string, number>> = { '@': 0, '[': 27, '\\': 28, ']': 29, '^': 30, _: 31 }

/** Ctrl-P, Ctrl-Q: what detaches a client from a terminal unless it says otherwise. */
export const standardKeys: readonly number[] = [16, 17]

/** Reads `ctrl-p,ctrl-q` or `a,ctrl-]`; undefined for what is no such list (moby `moby/term`, `ToBytes`). */
export function parseKeys(text: string): readonly number[] | undefined {
  const keys = text.split(',').map(parseKey)
  return keys.every((key) => key !== undefined) ? keys : undefined
}

function parseKey(text: string): number | undefined {
  if (text.length === 1 && text.charCodeAt(0) < 128) return text.charCodeAt(0)
  const [, letter] = /^ctrl-(.)$/.exec(text) ?? []
  if (letter === undefined) return undefined
  return /[a-z]/.test(letter) ? letter.charCodeAt(0) - 96 : special[letter]
}

/** Watches what is typed for a sequence of keys; those that turn out to be none are passed on late. */
export class EscapeKeys {
  readonly #keys: readonly number[]
  #matched = 0

  constructor(keys: readonly number[]) {
    this.#keys = keys
  }

  /** What to pass on, and whether the sequence is complete; nothing behind it is passed on. */
  take(typed: Uint8Array): { readonly passed: Uint8Array; readonly complete: boolean } {
    const passed: number[] = []
    for (const byte of typed) {
      if (byte === this.#keys[this.#matched]) {
        if (++this.#matched === this.#keys.length) return { passed: Uint8Array.from(passed), complete: true }
        continue
      }
      passed.push(...this.#keys.slice(0, this.#matched))
      this.#matched = byte === this.#keys[0] ? 1 : 0
      if (this.#matched === 0) passed.push(byte)
    }
    return { passed: Uint8Array.from(passed), complete: false }
  }
}
