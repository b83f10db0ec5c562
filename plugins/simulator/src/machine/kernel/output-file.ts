import { refuse, StreamFile } from './stream-file.js'
import { Waiters } from './waiters.js'
import type { Screen } from './terminal-device.js'

/** Where the first process of a container, or an exec, writes to: its log and its clients. */
export class OutputFile extends StreamFile {
  readonly #take: Screen
  readonly #room = new Waiters()
  #busy = false

  constructor(shown: string, inode: number, take: Screen) {
    super(shown, { write: true }, inode)
    this.#take = take
  }

  tryRead(): Uint8Array | null | undefined {
    return refuse()
  }
  onReadable(): () => void {
    return refuse()
  }
  tryWrite(bytes: Uint8Array): number {
    if (this.#busy) return 0
    // What was written is kept, and programs use their buffers again.
    const wait = this.#take(Uint8Array.from(bytes))
    if (wait instanceof Promise) {
      this.#busy = true
      void wait.then(() => {
        this.#busy = false
        this.#room.wake()
      })
    }
    return bytes.length
  }
  onWritable(call: () => void): () => void {
    return this.#room.add(call)
  }
  reopen(): this {
    return this
  }
  release(): void {
    // It lasts as long as the process that was started with it.
  }
}
