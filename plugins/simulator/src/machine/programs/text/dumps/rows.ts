import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { Output } from '../../output.js'
import { eachInput, plainly } from '../inputs.js'

/** A number in hexadecimal, as wide as that. */
export const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0')

/** A byte as a character, or a dot. */
export const printable = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')

/** Shows the bytes of all inputs in rows of so many; what repeats is a `*`. */
class Rows {
  readonly #output: Output
  readonly #width: number
  readonly #all: boolean
  #row: number[] = []
  #last = ''
  #starred = false
  #at: number

  constructor(output: Output, width: number, all: boolean, at: number) {
    this.#output = output
    this.#width = width
    this.#all = all
    this.#at = at
  }

  get place(): number {
    return this.#at
  }

  async add(bytes: Uint8Array, show: (row: readonly number[], at: number) => ByteString): Promise<void> {
    for (const byte of bytes) {
      this.#row.push(byte)
      if (this.#row.length === this.#width) await this.flush(show)
    }
  }

  async flush(show: (row: readonly number[], at: number) => ByteString): Promise<void> {
    const row = this.#row
    if (row.length === 0) return
    const key = row.join()
    if (!this.#all && row.length === this.#width && key === this.#last) {
      if (!this.#starred) await this.#output.print('*\n')
      this.#starred = true
    } else {
      await this.#output.print(show(row, this.#at))
      this.#starred = false
    }
    this.#last = key
    this.#at += row.length
    this.#row = []
  }
}

/** How bytes are shown. */
export interface Dump {
  readonly width: number
  readonly all: boolean
  readonly skip: number
  readonly most: number
  readonly show: (row: readonly number[], at: number) => ByteString
  readonly end: (at: number) => ByteString
}

/** Shows the bytes of all inputs; resolves to an exit code. */
export async function dump(
  proc: Proc,
  names: readonly ByteString[],
  { width, all, skip, most, show, end }: Dump,
): Promise<number> {
  const output = new Output(proc)
  const rows = new Rows(output, width, all, skip)
  let toSkip = skip
  let left = most
  const fine = await eachInput(
    proc,
    names,
    async ({ fd }) => {
      for (let chunk = left > 0 ? await proc.read(fd) : null; chunk !== null && left > 0; chunk = await proc.read(fd)) {
        const skipped = Math.min(toSkip, chunk.length)
        toSkip -= skipped
        const taken = chunk.subarray(skipped, Math.min(chunk.length, skipped + left))
        left -= taken.length
        await rows.add(taken, show)
      }
    },
    { say: plainly },
  )
  await rows.flush(show)
  if (fine || rows.place > skip) await output.print(end(rows.place))
  await output.flush()
  return fine ? 0 : 1
}
