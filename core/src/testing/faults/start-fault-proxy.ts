import type { TcpAddress, UnixAddress } from '../../address.js'
import { parsePlace } from './place.js'
import { swarmError } from '../../errors.js'
import { checkFaults } from './check-faults.js'
import { Door } from './door.js'
import type { Faults } from './faults.js'
import { Passage, type Target } from './passage.js'

/** How a fault proxy is started. Addresses are `tcp://host:port` and `unix://path`. */
export interface FaultProxyOptions {
  /** Where it passes connections on to. */
  readonly to: string
  /** Where it listens; a free port of loopback unless given. */
  readonly listen?: string
  /** What is wrong from the beginning; nothing unless given. */
  readonly faults?: Faults
}

/** A proxy whose way can be made to fail. */
export interface FaultProxy {
  /** What a client is given as `DOCKER_HOST`. */
  readonly address: string
  /** The socket's path; undefined on TCP. */
  readonly socketPath: string | undefined
  /** The host; undefined on a Unix socket. */
  readonly host: string | undefined
  /** The port; undefined on a Unix socket. */
  readonly port: number | undefined
  /** How many connections are open, on either side. */
  open(): number
  /**
   * Has these faults and no others, on open connections from their next byte on; at once, but for `down`, which holds
   * when it resolves. Throws `InvalidParameter` for what is no fault.
   */
  set(faults: Faults): Promise<void>
  /** Has no faults. */
  clear(): Promise<void>
  /** Ends every connection that is open now: told as an end, or reset. */
  breakOff(how: 'cut' | 'reset'): void
  /** Ends it, and every connection. */
  close(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a proxy that passes bytes on as they come, until it is told what goes wrong. Rejects when it cannot listen. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  let faults = options.faults ?? {}
  checkFaults(faults)
  const target = targetOf(parsePlace(options.to))
  const open = new Set<Passage>()
  let count = 0
  const door = new Door(parsePlace(options.listen ?? 'tcp://127.0.0.1:0'), (client) => {
    const passage: Passage = new Passage(
      client,
      target,
      () => faults,
      count++,
      () => open.delete(passage),
    )
    open.add(passage)
  })
  // Opened in any case, so that it has its address.
  await door.set(true)
  const set = async (next: Faults) => {
    checkFaults(next)
    faults = next
    for (const passage of [...open]) passage.turn()
    await door.set(faults.down !== true)
  }
  await set(faults)
  const close = async () => {
    await door.close()
    for (const passage of open) passage.destroy()
  }
  const { address } = door
  return {
    address: String(door),
    socketPath: address.kind === 'unix' ? address.path : undefined,
    host: address.kind === 'unix' ? undefined : address.host,
    port: address.kind === 'unix' ? undefined : address.port,
    open: () => open.size,
    set,
    clear: () => set({}),
    breakOff: (how) => [...open].forEach((passage) => passage.breakOff(how)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function targetOf(address: TcpAddress | UnixAddress): Target {
  if (address.kind === 'unix') return { path: address.path }
  if (address.kind === 'tcp') return { host: address.host, port: address.port }
  throw swarmError('InvalidParameter', 'a fault proxy passes on to tcp://host:port or unix://path')
}
