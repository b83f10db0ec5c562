import type { OpenFile } from '../files/files.js'

/**
 * An open file that a process may have to wait for. It is asked again when it says so, so that what comes for a process
 * that was killed meanwhile is still there for the next one.
 */
export interface BlockingFile extends OpenFile {
  /** What there is by now; `null` at the end; undefined where it has to be waited for. */
  tryRead(atMost: number): Uint8Array | null | undefined
  /** Calls once when there may be something to read; returns what calls that off. */
  onReadable(call: () => void): () => void
  /** Takes what there is room for; returns how many bytes. Throws `EPIPE` where nobody will read them. */
  tryWrite(bytes: Uint8Array): number
  /** Calls once when there may be room; returns what calls that off. */
  onWritable(call: () => void): () => void
}

export const isBlocking = (file: OpenFile): file is BlockingFile => 'tryRead' in file
