import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { quoted } from '../shared/quote.js'
import { humanGnu } from '../shared/sizes.js'
import type { Job } from './dd-job.js'

/** Says what the system could not do; gives what to exit with. */
export async function failed(proc: Proc, thrown: unknown, sentence: string): Promise<number> {
  if (!(thrown instanceof Errno)) throw thrown
  await complain(proc, `${sentence}: ${thrown.message}`)
  return 1
}

/** Passes blocks on, and counts them. */
export class Copying {
  readonly #proc: Proc
  readonly #job: Job
  readonly #in = { whole: 0, partial: 0 }
  readonly #out = { whole: 0, partial: 0 }
  #bytes = 0
  /** Whether nothing is said of what was copied. */
  isSilent = false
  /** What waits for a whole block to be written, and how much of it there is. */
  readonly #kept: Uint8Array
  #filled = 0

  constructor(proc: Proc, job: Job) {
    this.#proc = proc
    this.#job = job
    this.#kept = new Uint8Array(job.ibs === job.obs ? 0 : job.obs)
    proc.grow(job.ibs + this.#kept.length)
  }

  async run(): Promise<number> {
    const { skip, seek, ibs, obs, count, of, conv } = this.#job
    try {
      await this.#skip(skip * ibs)
      if (seek > 0) this.#proc.file(1)?.seek(seek * obs, 'start')
    } catch (thrown) {
      return failed(
        this.#proc,
        thrown,
        of === undefined ? `'standard output': cannot seek` : `${quoted(of)}: cannot seek`,
      )
    }
    for (let done = 0; done < count; done++) {
      let block: Uint8Array | undefined
      try {
        block = await this.#readBlock(ibs)
      } catch (thrown) {
        return this.#cannotRead(thrown)
      }
      if (block === undefined) break
      this.#in[block.length === ibs ? 'whole' : 'partial']++
      const code = await this.#tried(() => this.#put(this.#converted(conv.has('sync') ? padded(block, ibs) : block)))
      if (code !== 0) return code
    }
    return this.#tried(() => this.#drain())
  }

  /** Writes; says so where that fails. */
  async #tried(write: () => Promise<void>): Promise<number> {
    try {
      await write()
      return 0
    } catch (thrown) {
      return failed(this.#proc, thrown, `error writing '${this.#job.of ?? 'standard output'}'`)
    }
  }

  async #cannotRead(thrown: unknown): Promise<number> {
    const { if: input } = this.#job
    if (this.#proc.flavor === 'gnu')
      return failed(this.#proc, thrown, `error reading ${quoted(input ?? 'standard input')}`)
    this.isSilent = true
    return failed(this.#proc, thrown, input ?? 'standard input')
  }

  async #skip(bytes: number): Promise<void> {
    if (bytes === 0) return
    const file = this.#proc.file(0)
    if (file?.stat().kind === 'file') {
      if (bytes > file.stat().size && this.#proc.flavor === 'gnu') {
        await complain(this.#proc, `${this.#job.if ?? `'standard input'`}: cannot skip to specified offset`)
      }
      file.seek(bytes, 'start')
      return
    }
    for (let left = bytes; left > 0;) {
      const chunk = await this.#proc.read(0, Math.min(left, 65536))
      if (chunk === null) return
      left -= chunk.length
    }
  }

  /** What one read gives, as dd(1) counts it; of a file a whole block as long as there is one. */
  async #readBlock(size: number): Promise<Uint8Array | undefined> {
    const isFile = this.#proc.file(0)?.stat().kind !== 'fifo'
    const block = new Uint8Array(size)
    let length = 0
    while (length < size) {
      const chunk = await this.#proc.read(0, size - length)
      if (chunk === null || chunk.length === 0) break
      block.set(chunk, length)
      length += chunk.length
      if (!isFile) break
    }
    return length === 0 ? undefined : block.subarray(0, length)
  }

  #converted(block: Uint8Array): Uint8Array {
    const { conv } = this.#job
    if (conv.has('swab'))
      for (let at = 0; at + 1 < block.length; at += 2) [block[at], block[at + 1]] = [block[at + 1]!, block[at]!]
    if (conv.has('ucase')) return block.map((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte))
    if (conv.has('lcase')) return block.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))
    return block
  }

  async #put(block: Uint8Array): Promise<void> {
    const { ibs, obs } = this.#job
    if (ibs === obs) {
      await this.#write(block)
      return
    }
    for (let rest = block; rest.length > 0;) {
      const taken = rest.subarray(0, obs - this.#filled)
      this.#kept.set(taken, this.#filled)
      this.#filled += taken.length
      rest = rest.subarray(taken.length)
      if (this.#filled === obs) await this.#drain()
    }
  }

  async #drain(): Promise<void> {
    if (this.#filled > 0) await this.#write(this.#kept.subarray(0, this.#filled))
    this.#filled = 0
  }

  async #write(block: Uint8Array): Promise<void> {
    await this.#proc.write(1, block)
    this.#out[block.length === this.#job.obs ? 'whole' : 'partial']++
    this.#bytes += block.length
  }

  summary(micros: number): string {
    const records = `${this.#in.whole}+${this.#in.partial} records in\n${this.#out.whole}+${this.#out.partial} records out\n`
    if (this.#proc.flavor === 'busybox' || this.#job.status === 'noxfer') return records
    const bytes = this.#bytes
    const seconds = Math.max(micros, 1) / 1e6
    const spelled = (base: number): string =>
      humanGnu(Math.round(bytes), base).replace(/([a-zA-Z])$/, base === 1000 ? ' $1B' : ' $1iB')
    const sizes = bytes < 1000 ? '' : bytes < 1024 ? ` (${spelled(1000)})` : ` (${spelled(1000)}, ${spelled(1024)})`
    const rate =
      bytes === 0 ? '0.0 kB/s' : humanGnu(Math.round(bytes / seconds), 1000).replace(/([a-zA-Z])?$/, ' $1B/s')
    return `${records}${bytes} byte${bytes === 1 ? '' : 's'}${sizes} copied, ${Number(seconds.toPrecision(6))} s, ${rate}\n`
  }
}

function padded(block: Uint8Array, size: number): Uint8Array {
  if (block.length === size) return block
  const whole = new Uint8Array(size)
  whole.set(block)
  return whole
}
