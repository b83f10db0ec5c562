import { Errno } from '../../machine/errno.js'
import type { Image } from '../image-record.js'

/** Bytes of the archives of all images that were loaded or imported, which are in memory. */
export const mostArchived = 512 * 1024 * 1024
/** Inodes of one of them. */
export const mostInodes = 262_144

/** What is left for archives. */
export class Room {
  #left: number

  constructor(images: readonly Image[], most = mostArchived) {
    this.#left = images.reduce((left, { archived }) => left - sizeOf(archived), most)
  }

  /** Throws `ENOSPC`. */
  take(bytes: number): void {
    if (bytes > this.#left) throw new Errno('ENOSPC')
    this.#left -= bytes
  }
}

const sizeOf = (archived: Image['archived']): number =>
  (archived?.layers ?? []).reduce((sum, { size }) => sum + size, archived?.config.length ?? 0)
