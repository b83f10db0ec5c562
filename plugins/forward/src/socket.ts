import type { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/**
 * A connection to the engine on which what the engine has said counts more than that it no longer listens.
 *
 * An engine may answer and close while a body is still being sent to it. Node destroys a socket at the first write
 * that fails, and with it the answer that has already arrived. Here writing stalls then, and reading goes on to its
 * end.
 */
export interface EngineSocket extends Socket {
  /** Whether nothing at all was sent since `begin`. */
  readonly untouched: boolean
  /** Begins a request. */
  begin(): void
}

/** What writes to a socket; those of TLS have it from `Socket`, too. */
interface Writing {
  _write(chunk: unknown, encoding: BufferEncoding, done: Done): void
  _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: Done): void
}

/** Whether the other end only does not listen any more. */
function isDeafness({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET'
}

// How long nothing may be said on a connection before the system asks whether the other end is there, in ms: a host that
// has vanished says nothing.
const keepAliveDelay = 10_000

/** Makes a new socket, of TLS or not, one to the engine. */
export function toEngineSocket(socket: Socket): EngineSocket {
  socket.setNoDelay(true).setKeepAlive(true, keepAliveDelay)
  let deaf = false
  let ended = false
  let untouched = true
  socket.once('end', () => {
    ended = true
    if (deaf) socket.destroy()
  })
  const send = (write: (done: Done) => void, done: Done) => {
    let refused = false
    let returned = false
    write((error) => {
      if (!error) return done()
      // An error before `write` has returned is the system's refusal of every byte of it.
      if (!returned) refused = true
      if (!socket.readable || ended || !isDeafness(error)) return done(error)
      deaf = true
    })
    returned = true
    if (!refused) untouched = false
  }
  // As it is without this: every socket has both.
  const before = socket as unknown as Writing
  const [write, writev] = [before._write.bind(socket), before._writev.bind(socket)]
  const own: Writing & Pick<EngineSocket, 'begin'> = {
    begin: () => void (untouched = true),
    _write: (chunk, encoding, done) => send((guarded) => write(chunk, encoding, guarded), done),
    _writev: (chunks, done) => send((guarded) => writev(chunks, guarded), done),
  }
  Object.defineProperty(socket, 'untouched', { get: () => untouched })
  return Object.assign(socket, own) as unknown as EngineSocket
}
