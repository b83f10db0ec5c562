import type { ByteString } from '../../../byte-string.js'
import type { SocketAddress } from '../../../network/sockets.js'
import type { Keyspace } from './keyspace.js'
import type { Reply } from './reply.js'
import type { RedisServer } from './server.js'

/** What a server knows of one who is connected. */
export interface Session {
  readonly server: RedisServer
  readonly id: number
  readonly peer: SocketAddress
  readonly connectedAt: number
  /** Of RESP. */
  version: 2 | 3
  /** Of its database. */
  database: number
  name: ByteString
  /** What it says of its library (`CLIENT SETINFO`). */
  readonly library: Map<string, ByteString>
  isLetIn: boolean
  /** What `EXEC` is to do; undefined outside of `MULTI`. */
  queue: (readonly ByteString[])[] | undefined
  /** Whether something was refused since `MULTI`, so that `EXEC` does nothing. */
  isSpoiled: boolean
  readonly channels: Set<ByteString>
  readonly patterns: Set<ByteString>
  /** Whether it has asked to go. */
  isLeaving: boolean
  /** What it has watched has been touched since. */
  readonly watched: Map<string, number>
  /** Sends what it has not asked for. */
  push(reply: Reply): void
  readonly keys: Keyspace
}

/** Does what it is asked for; what it gives is sent, undefined where it has sent all itself. */
export type Run = (session: Session, args: readonly ByteString[]) => Reply | undefined

export interface Command {
  /** How many words it has, its name among them; at least that many where it is negative. */
  readonly arity: number
  readonly writes?: boolean
  readonly run: Run
}

export type Commands = Readonly<Record<string, Command>>
