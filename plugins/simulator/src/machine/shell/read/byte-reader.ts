import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'
import type { Traps } from '../state/traps.js'

/** Why there is no byte. */
export type Missing = 'end' | 'interrupted' | 'late'

/** A byte, or what there is instead: more than one letter. */
export type Got = ByteString

// A read that was interrupted is still going on: what comes is for the next one.
const going = new WeakMap<Proc, Map<number, Promise<Uint8Array | null>>>()

/** Reads a descriptor byte by byte, and no further: what is behind is for others. */
export class ByteReader {
  readonly #proc: Proc
  readonly #fd: number
  readonly #traps: Traps
  readonly #canSeek: boolean
  #chunk: ByteString = ''
  #at = 0

  constructor(proc: Proc, fd: number, traps: Traps) {
    this.#proc = proc
    this.#fd = fd
    this.#traps = traps
    this.#canSeek = canSeek(proc, fd)
  }

  /** Throws `EBADF` and such. `late` resolves when it takes too long. */
  next(late?: Promise<'late'>): Got | Promise<Got> {
    if (this.#at < this.#chunk.length) return this.#chunk[this.#at++]!
    return this.#fill(late)
  }

  #fill(late: Promise<'late'> | undefined): Got | Promise<Got> {
    const turn = this.#proc.tick()
    if (turn !== undefined) return turn.then(() => this.#fill(late))
    const reading = going.get(this.#proc)?.get(this.#fd) ?? this.#proc.read(this.#fd, this.#canSeek ? 4096 : 1)
    return reading instanceof Promise ? this.#wait(reading, late) : this.#take(reading)
  }

  #take(got: Uint8Array | null): Got {
    if (got === null) return 'end'
    this.#chunk = fromBytes(got)
    this.#at = 1
    return this.#chunk[0]!
  }

  async #wait(reading: Promise<Uint8Array | null>, late: Promise<'late'> | undefined): Promise<Got> {
    const byFd = going.get(this.#proc) ?? new Map<number, Promise<Uint8Array | null>>()
    going.set(this.#proc, byFd.set(this.#fd, reading))
    const race: Promise<Uint8Array | null | Missing>[] = [reading, this.#traps.interruption()]
    if (late !== undefined) race.push(late)
    const got = await Promise.race(race)
    if (typeof got === 'string') return got
    byFd.delete(this.#fd)
    return this.#take(got)
  }

  /** Puts back what was read too much. */
  release(): void {
    const left = this.#chunk.length - this.#at
    if (left > 0) this.#proc.file(this.#fd)?.seek(-left, 'here')
    this.#chunk = ''
    this.#at = 0
  }
}

function canSeek(proc: Proc, fd: number): boolean {
  try {
    proc.file(fd)?.seek(0, 'here')
    return proc.file(fd)?.stat().kind === 'file'
  } catch (thrown) {
    if (thrown instanceof Errno) return false
    throw thrown
  }
}
