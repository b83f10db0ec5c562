import { randomBytes } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { swarmError } from '../errors.js'

/** A connection that only the other side can join, by its key. */
export interface Offer {
  /** 32 hexadecimal digits, never used twice. */
  readonly key: string
  /** Rejects when the other side does not come within its patience's time, or the meeting has ended. */
  readonly connection: Promise<Socket>
}

/** Where the two sides of a channel get the connections of their streams, one for each. */
export interface Meeting {
  offer(): Offer
  /** The connection that the other side offered. */
  join(key: string): Promise<Socket>
  close(): void
}

/** What a side puts up with. */
export interface MeetingLimits {
  /** How long it waits for the other to come, in ms. */
  readonly patience: number
  /** How many connections may be there that it has not asked for; the other side says their keys before long, or lies. */
  readonly early: number
}

const meetingLimits: MeetingLimits = { patience: 10_000, early: 1024 }

// What fits into a `sockaddr_un` everywhere, in bytes. A longer one would be cut, and name a file of another folder.
const longestPath = 103

const keyLength = 32
const newKey = () => randomBytes(keyLength / 2).toString('hex')

/** The side that listens, on a Unix socket. A connection that brings no key in time, or one that nobody uses, is cut. */
export async function listenForMeeting(path: string, limits = meetingLimits): Promise<Meeting> {
  const { patience } = limits
  if (Buffer.byteLength(path) > longestPath) {
    throw swarmError('Unavailable', `${path} is too long for a socket: TMPDIR has to be a shorter path`)
  }
  const waiting = new Map<string, Waiting>()
  const early = new Map<string, { readonly connection: Socket; readonly timer: NodeJS.Timeout }>()
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    open.add(connection)
    connection.on('error', () => undefined).once('close', () => open.delete(connection))
    readKey(connection, patience, (key) => {
      const wait = waiting.get(key)
      waiting.delete(key)
      if (wait !== undefined) return wait.resolve(connection)
      if (early.size >= limits.early || early.has(key)) return void connection.destroy()
      // Nobody reads it, so its end would not be seen.
      const timer = setTimeout(() => connection.destroy(), patience).unref()
      early.set(key, { connection, timer })
      connection.once('close', () => {
        clearTimeout(timer)
        if (early.get(key)?.connection === connection) early.delete(key)
      })
    })
  })
  await listening(server, path)
  const meet = (key: string): Promise<Socket> => {
    const there = early.get(key)
    early.delete(key)
    if (there === undefined || there.connection.destroyed) return within(patience, waiting, key)
    clearTimeout(there.timer)
    return Promise.resolve(there.connection)
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
      for (const { reject } of waiting.values()) reject(swarmError('Unreachable', 'the other process has ended'))
      waiting.clear()
    },
  }
}

/** The side that connects: again and again for a while, where the other one has no time to take any. */
export function connectForMeeting(path: string): Meeting {
  const come = async (key: string): Promise<Socket> => {
    for (const end = performance.now() + meetingLimits.patience; ; await pause(retryEvery)) {
      try {
        const connection = await connected(path)
        connection.write(key)
        return connection
      } catch (thrown) {
        if (!isFull(thrown) || performance.now() > end) throw thrown
      }
    }
  }
  return {
    offer: () => {
      const key = newKey()
      return { key, connection: come(key) }
    },
    join: come,
    close: () => undefined,
  }
}

/** In ms. */
const retryEvery = 50

/** Whether the system keeps no more connections for who listens: as many wait as it was told (Linux, `unix_stream_connect`). */
const isFull = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === 'EAGAIN'

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path, allowHalfOpen: true })
    connection.once('error', reject)
    connection.once('connect', () => {
      connection.off('error', reject).on('error', () => undefined)
      resolve(connection)
    })
  })
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
function readKey(connection: Socket, limit: number, use: (key: string) => void): void {
  const timer = setTimeout(() => connection.destroy(), limit).unref()
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

interface Waiting {
  readonly resolve: (connection: Socket) => void
  readonly reject: (error: Error) => void
}

function within(limit: number, waiting: Map<string, Waiting>, key: string): Promise<Socket> {
  let timer: NodeJS.Timeout | undefined
  return new Promise<Socket>((resolve, reject) => {
    waiting.set(key, { resolve, reject })
    timer = setTimeout(() => {
      waiting.delete(key)
      reject(swarmError('Unreachable', 'the other process did not open the connection of a stream in time'))
    }, limit).unref()
  }).finally(() => clearTimeout(timer))
}
