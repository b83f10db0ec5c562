import { connect, type NetConnectOpts } from 'node:net'

/** All that was heard on a connection, and how it ended: `end`, or the code of a failure. */
export interface Exchanged {
  readonly heard: string
  readonly how: string
}

/** How an exchange is made. */
export interface ExchangeOptions {
  /** Leaves the own half open instead of ending it behind the text. */
  readonly open?: boolean
  /** Goes away when the other side has not closed within so many ms. */
  readonly patience?: number
}

/** Where a daemon or a proxy is, as the kit says it. */
export interface Place {
  readonly socketPath?: string | undefined
  readonly port?: number | undefined
}

/** What `net.connect` takes for a place. */
export function connectTo({ socketPath, port = 0 }: Place): NetConnectOpts {
  return socketPath === undefined ? { host: '127.0.0.1', port } : { path: socketPath }
}

/** An exchange that goes on. */
export interface Exchange {
  readonly ended: Promise<Exchanged>
  /** What was heard so far. */
  heard(): string
  isOver(): boolean
}

/** Writes a text by hand. */
export function begin(place: Place, text: string, options: ExchangeOptions = {}): Exchange {
  const { open = false, patience } = options
  const socket = connect({ ...connectTo(place), allowHalfOpen: !open })
  let [heard, how] = ['', 'left']
  socket.setEncoding('latin1').on('data', (more: string) => (heard += more))
  socket.on('error', (error: NodeJS.ErrnoException) => (how = error.code ?? error.message))
  socket.on('end', () => (how = 'end'))
  socket.write(text, 'latin1')
  if (!open) socket.end()
  const timer = patience === undefined ? undefined : setTimeout(() => socket.destroy(), patience)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const ended = closed.then(() => {
    clearTimeout(timer)
    return { heard, how }
  })
  return { ended, heard: () => heard, isOver: () => socket.closed }
}

/** As `begin`, to its end. */
export function exchange(place: Place, text: string, options?: ExchangeOptions): Promise<Exchanged> {
  return begin(place, text, options).ended
}
