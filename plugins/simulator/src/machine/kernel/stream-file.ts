import { Errno } from '../errno.js'
import type { FileKind, OpenFlags, Stat } from '../files/files.js'
import type { BlockingFile } from './blocking-file.js'

/** What all files have in common that are no place in a file system: pipes, terminals, the container's own streams. */
export abstract class StreamFile implements BlockingFile {
  readonly flags: OpenFlags
  readonly shown: string
  readonly isTerminal: boolean = false
  protected readonly kind: FileKind = 'fifo'
  readonly #inode: number

  constructor(shown: string, flags: OpenFlags, inode: number) {
    this.shown = shown
    this.flags = flags
    this.#inode = inode
  }

  abstract tryRead(atMost: number): Uint8Array | null | undefined
  abstract onReadable(call: () => void): () => void
  abstract tryWrite(bytes: Uint8Array): number
  abstract onWritable(call: () => void): () => void

  stat(): Stat {
    const times = { accessed: 0, modified: 0, changed: 0 }
    const mode = this.kind === 'character' ? 0o620 : 0o600
    const common = {
      kind: this.kind,
      mode,
      uid: 0,
      gid: 0,
      size: 0,
      links: 1,
      inode: this.#inode,
      device: 12,
      ...times,
    }
    return this.kind === 'character' ? { ...common, numbers: [136, this.#inode - 3] } : common
  }

  async read(atMost: number): Promise<Uint8Array | null> {
    for (;;) {
      const got = this.tryRead(atMost)
      if (got !== undefined) return got
      await new Promise<void>((resolve) => this.onReadable(resolve))
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      const taken = this.tryWrite(rest)
      rest = rest.subarray(taken)
      if (rest.length > 0) await new Promise<void>((resolve) => this.onWritable(resolve))
    }
  }

  seek(): number {
    throw new Errno('ESPIPE')
  }
  truncate(): void {
    throw new Errno('EINVAL')
  }
  abstract release(): void
}

/** What a stream does that was not opened for it. */
export function refuse(): never {
  throw new Errno('EBADF')
}
