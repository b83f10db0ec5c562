import { Errno } from '../errno.js'
import type { Quota } from '../quota.js'

const blockSize = 65536
const pageSize = 4096
/** The most that one read gives. */
const longestRead = 2 ** 20
/** The most that a file may be long, as ext4 has it for blocks of 4 KiB. */
export const largestFile = 2 ** 44

interface Block {
  readonly bytes: Uint8Array
  /** How many of them are in use: they count, in whole pages, as taken. */
  readonly used: number
  /** Whose it is: others may read it, but not write. */
  readonly owner: object
}

const pages = (bytes: number): number => Math.ceil(bytes / pageSize)

/**
 * The bytes of a file, in blocks that several files may share until one of them writes. What was never written takes no
 * memory; what was is taken from a quota, in pages, as Linux counts it.
 */
export class Content {
  #size = 0
  #blocks = new Map<number, Block>()

  /** Bytes that nobody pays for. */
  static of(bytes: Uint8Array): Content {
    const content = new Content()
    content.#size = bytes.length
    for (let at = 0; at < bytes.length; at += blockSize) {
      const block = bytes.subarray(at, at + blockSize)
      content.#blocks.set(at / blockSize, { bytes: block, used: block.length, owner: bytes })
    }
    return content
  }

  get size(): number {
    return this.#size
  }

  /** The bytes that it pays for. */
  get taken(): number {
    let taken = 0
    for (const { owner, used } of this.#blocks.values()) if (owner === this) taken += pages(used) * pageSize
    return taken
  }

  /** The bytes from there on, at most that many, and none at the end. */
  read(position: number, atMost: number): Uint8Array {
    const length = Math.max(0, Math.min(atMost, longestRead, this.#size - position))
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length;) {
      const at = position + done
      const from = at % blockSize
      const many = Math.min(blockSize - from, length - done)
      const block = this.#blocks.get(Math.floor(at / blockSize))
      if (block !== undefined) bytes.set(block.bytes.subarray(from, Math.min(from + many, block.used)), done)
      done += many
    }
    return bytes
  }

  /** Writes what there is room for, and returns how many bytes that were. Throws `EFBIG`. */
  write(position: number, bytes: Uint8Array, quota: Quota): number {
    if (position + bytes.length > largestFile) throw new Errno('EFBIG')
    let written = 0
    while (written < bytes.length) {
      const at = position + written
      const many = this.#writeBlock(Math.floor(at / blockSize), at % blockSize, bytes.subarray(written), quota)
      if (many === 0) break
      written += many
    }
    if (written > 0) this.#size = Math.max(this.#size, position + written)
    return written
  }

  #writeBlock(index: number, from: number, bytes: Uint8Array, quota: Quota): number {
    const old = this.#blocks.get(index)
    const kept = old?.used ?? 0
    const paid = old?.owner === this ? pages(kept) : 0
    const wanted = Math.min(blockSize, from + bytes.length)
    const granted = Math.min(pages(Math.max(kept, wanted)) - paid, Math.floor(quota.left / pageSize))
    const reach = (paid + granted) * pageSize
    if (reach <= from || reach < kept) return 0
    quota.take(granted * pageSize)
    const end = Math.min(wanted, reach)
    const used = Math.max(kept, end)
    const room = paid > 0 && old !== undefined && old.bytes.length >= used ? old.bytes : grown(old, used)
    room.set(bytes.subarray(0, end - from), from)
    this.#blocks.set(index, { bytes: room, used, owner: this })
    return end - from
  }

  /** Makes it that long. Throws `EFBIG`. */
  truncate(size: number, quota: Quota): void {
    if (size > largestFile) throw new Errno('EFBIG')
    if (size < this.#size) {
      for (const [index, block] of this.#blocks) {
        const kept = size - index * blockSize
        if (kept < block.used) this.#cut(index, block, Math.max(0, kept), quota)
      }
    }
    this.#size = size
  }

  #cut(index: number, block: Block, used: number, quota: Quota): void {
    if (block.owner === this) {
      quota.give((pages(block.used) - pages(used)) * pageSize)
      block.bytes.fill(0, used)
    }
    if (used === 0) this.#blocks.delete(index)
    else this.#blocks.set(index, { ...block, bytes: block.bytes.subarray(0, used), used })
  }

  /** The same bytes for another file, which copies what it writes. This one is not to be written any more. */
  copy(): Content {
    const other = new Content()
    other.#size = this.#size
    other.#blocks = new Map(this.#blocks)
    return other
  }
}

/** A copy of a block with room for more, so that many small writes are not as many copies. */
function grown(block: Block | undefined, used: number): Uint8Array {
  let room = 64
  while (room < used) room *= 2
  const bytes = new Uint8Array(room)
  if (block !== undefined) bytes.set(block.bytes.subarray(0, block.used))
  return bytes
}
