import type { Duplex, Readable } from 'node:stream'

/** How a body ended: whole, or before its end. Counts are in bytes; `written` where both directions are one body. */
export interface Ending {
  readonly how: 'ended' | 'cut'
  readonly error: unknown
  readonly read: number
  readonly written: number | undefined
}

/** What is told about a body. */
export interface Observer {
  readonly data?: (chunk: Uint8Array) => void
  readonly end: (ending: Ending) => void
}

/**
 * Watches a stream, both directions of it where `duplex`, and leaves it as it is. Node emits `data` for every chunk
 * that is read, in whichever way, so that a look at what is emitted sees all bytes, those buffered before too. A
 * listener would make it flow, and one for `error` would take an error from who has to handle it.
 */
export function observe(body: Readable, duplex: boolean, observer: Observer): void {
  const other = duplex && isDuplex(body) ? body : undefined
  const written = other && countWrites(other)
  let read = 0
  let ended = body.readableEnded
  let finished = other?.writableFinished ?? true
  let error: unknown = body.errored ?? undefined
  let told = false
  const tell = () => {
    if (told) return
    told = true
    observer.end({ how: ended && error === undefined ? 'ended' : 'cut', error, read, written: written?.() })
  }
  const seen: Readonly<Record<string, (argument: unknown) => void>> = {
    data: (chunk) => {
      const bytes = toBytes(chunk, body.readableEncoding)
      read += bytes.length
      observer.data?.(bytes)
    },
    end: () => {
      ended = true
      if (finished) tell()
    },
    finish: () => {
      finished = true
      if (ended) tell()
    },
    error: (thrown) => {
      error ??= thrown
    },
    close: tell,
  }
  if (body.closed || (ended && finished)) return tell()
  const emit = body.emit.bind(body)
  body.emit = (event: string | symbol, ...args: unknown[]) => {
    try {
      return emit(event, ...args)
    } finally {
      if (typeof event === 'string' && Object.hasOwn(seen, event)) seen[event]!(args[0])
    }
  }
}

function countWrites(body: Duplex): () => number {
  let count = 0
  for (const name of ['write', 'end'] as const) {
    const original = body[name].bind(body) as (...args: unknown[]) => unknown
    const counted = (...args: unknown[]) => {
      const [chunk, encoding] = args
      count += toBytes(chunk, encoding).length
      return original(...args)
    }
    Object.assign(body, { [name]: counted })
  }
  return () => count
}

function toBytes(chunk: unknown, encoding: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk !== 'string') return new Uint8Array()
  return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
}

const isDuplex = (body: Readable): body is Duplex => 'write' in body && typeof body.write === 'function'
