import { randomBytes } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { swarmError } from '../errors.js'

/** A connection that only the other side can join, by its key. */
export interface Offer {
  /** 32 hexadecimal digits, never used twice. */
  readonly key: string
  /** Rejects when the other side does not come within `patience`, or the meeting has ended. */
  readonly connection: Promise<Socket>
}

/** Where the two sides of a channel get the connections of their streams, one for each. */
export interface Meeting {
  offer(): Offer
  /** The connection that the other side offered. */
  join(key: string): Promise<Socket>
  close(): void
}

// How long a side waits for the other to come, in ms.
const patience = 10_000

const keyLength = 32
const newKey = () => randomBytes(keyLength / 2).toString('hex')

/** The side that listens, on a Unix socket. A connection that brings no key in time is cut. */
export async function listenForMeeting(path: string): Promise<Meeting> {
  const waiting = new Map<string, (connection: Socket) => void>()
  const arrived = new Map<string, Socket>()
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    open.add(connection)
    connection.on('error', () => undefined).once('close', () => open.delete(connection))
    readKey(connection, (key) => {
      const take = waiting.get(key)
      waiting.delete(key)
      if (take !== undefined) return take(connection)
      arrived.set(key, connection)
      connection.once('close', () => arrived.delete(key))
    })
  })
  await listening(server, path)
  const meet = (key: string): Promise<Socket> => {
    const there = arrived.get(key)
    arrived.delete(key)
    if (there !== undefined) return Promise.resolve(there)
    return within(
      (resolve) => waiting.set(key, resolve),
      () => waiting.delete(key),
    )
  }
  return {
    offer: () => {
      const key = newKey()
      return { key, connection: meet(key) }
    },
    join: meet,
    close: () => {
      server.close()
      for (const connection of open) connection.destroy()
    },
  }
}

/** The side that connects. */
export function connectForMeeting(path: string): Meeting {
  const come = (key: string): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const connection = connect({ path, allowHalfOpen: true })
      connection.once('error', reject)
      connection.once('connect', () => {
        connection.off('error', reject).on('error', () => undefined)
        connection.write(key)
        resolve(connection)
      })
    })
  return {
    offer: () => {
      const key = newKey()
      return { key, connection: come(key) }
    },
    join: come,
    close: () => undefined,
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Reads the key that a connection begins with; what follows stays unread. */
function readKey(connection: Socket, use: (key: string) => void): void {
  const timer = setTimeout(() => connection.destroy(), patience).unref()
  let bytes: Buffer = Buffer.alloc(0)
  const read = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    if (bytes.length < keyLength) return
    clearTimeout(timer)
    connection.off('data', read).pause()
    connection.unshift(bytes.subarray(keyLength))
    use(bytes.toString('latin1', 0, keyLength))
  }
  connection.on('data', read)
  connection.once('close', () => clearTimeout(timer))
}

function within(start: (resolve: (connection: Socket) => void) => void, giveUp: () => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      giveUp()
      reject(swarmError('Unreachable', 'the other process did not open the connection of a stream in time'))
    }, patience).unref()
    start((connection) => {
      clearTimeout(timer)
      resolve(connection)
    })
  })
}
