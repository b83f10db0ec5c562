import { Readable } from 'node:stream'

/** A stream that makes the next piece when the last one was taken, and lets others have their turn in between. */
export function streamOf(pieces: Generator<Uint8Array>): Readable {
  const stream = new Readable({
    read() {
      setImmediate(() => {
        if (stream.destroyed) return
        try {
          const next = pieces.next()
          stream.push(next.done === true ? null : next.value)
        } catch (thrown) {
          stream.destroy(thrown as Error)
        }
      })
    },
  })
  return stream
}
