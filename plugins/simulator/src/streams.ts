import { Readable } from 'node:stream'

/** What the source of a stream may do to it. */
export interface Sink {
  /** Sends one JSON value on a line of its own. */
  write(value: unknown): void
  /** Sends bytes as they are, without a copy. */
  writeBytes(bytes: Uint8Array): void
  end(): void
}

/** Begins to write to a stream; returns what stops it. */
export type Source = (sink: Sink) => () => void

/** How many bytes wait for a client that does not read, before it is dropped. */
export const longestQueue = 1024 * 1024

/** The answers that are still going on, each with a bounded queue of its own. */
export class Streams {
  readonly #open = new Set<Readable>()

  /** A stream that lasts until its source ends it, the client has gone, or the engine closes. */
  open(signal: AbortSignal, source: Source): Readable {
    const stop: (() => void)[] = []
    const stream = new Readable({
      read: () => undefined,
      destroy: (thrown, done) => {
        for (const end of stop) end()
        done(thrown)
      },
    })
    // Unheard, the error of a client that was dropped would end the process.
    stream.on('error', () => undefined)
    const leave = (): void => void stream.destroy()
    signal.addEventListener('abort', leave)
    this.#open.add(stream)
    stop.push(
      () => signal.removeEventListener('abort', leave),
      () => this.#open.delete(stream),
    )
    const end = source(sinkOf(stream))
    if (stream.destroyed) end()
    else stop.push(end)
    if (signal.aborted) leave()
    return stream
  }

  /** Breaks off all of them. */
  close(): void {
    for (const stream of this.#open) stream.destroy()
  }
}

function sinkOf(stream: Readable): Sink {
  let ended = false
  const writeBytes = (bytes: Uint8Array): void => {
    if (ended || stream.destroyed) return
    stream.push(bytes)
    if (stream.readableLength > longestQueue) stream.destroy(new Error('the client does not read what it asked for'))
  }
  const write = (value: unknown): void => {
    if (!ended && !stream.destroyed) writeBytes(Buffer.from(`${JSON.stringify(value)}\n`))
  }
  const end = (): void => {
    if (ended || stream.destroyed) return
    ended = true
    stream.push(null)
  }
  return { write, writeBytes, end }
}
