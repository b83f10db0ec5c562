import type { SocketAddress } from '../machine/network/sockets.js'
import type { NetworkStack } from '../machine/network/stack.js'
import type { HeldPort } from '../networks/host-ports.js'
import { containerPort } from '../networks/published.js'
import type { Clock } from '../world.js'
import type { Door, OpenDoor } from './door.js'
import { loopbackOf } from './loopback.js'
import { reasonOf } from './reason.js'
import { openTcp } from './tcp.js'
import { openUdp } from './udp.js'

/** What the doors of an engine are made of. */
export interface DoorsOptions {
  /** Whether there are any (`--ports`). */
  readonly on: boolean
  readonly clock: Clock
  readonly host: NetworkStack
  /** The address that the ports of a container are at. */
  readonly addressOf: (container: string) => string | undefined
}

/** Why a port of the machine cannot be had. */
export interface Refused {
  /** Whether another one may do. */
  readonly isTaken: boolean
  /** In dockerd's words. */
  readonly sentence: string
}

/** How many there are at once, so that descriptors are left for clients; one more is refused as the machine would. */
const mostDoors = 4096

const openers: Readonly<Record<string, OpenDoor>> = { tcp: openTcp, udp: openUdp }

/** What listens on the machine for the ports of the simulated host that containers have: on loopback, nowhere else. */
export class Doors {
  readonly #options: DoorsOptions
  readonly #open = new Map<string, Set<Door>>()
  #count = 0
  #closed = false

  constructor(options: DoorsOptions) {
    this.#options = options
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Whether there is something to listen at for a port. */
  has({ ip, protocol }: HeldPort): boolean {
    return this.#options.on && Object.hasOwn(openers, protocol) && loopbackOf(ip) !== undefined
  }

  /** Listens for ports of a container: for all of them, or for none and tells why. */
  async open(container: string, ports: readonly HeldPort[]): Promise<Refused | undefined> {
    if (this.#closed) return undefined
    const own = this.#open.get(container) ?? new Set()
    this.#open.set(container, own)
    const opened: Door[] = []
    for (const held of ports.filter((one) => this.has(one))) {
      const door = await this.#tryOpen(container, held)
      if ('sentence' in door) {
        for (const one of opened) this.#end(own, one)
        return door
      }
      opened.push(door)
      own.add(door)
      // It may have been closed in the meantime.
      if (this.#open.get(container) !== own) this.#end(own, door)
    }
    return undefined
  }

  /** Closes those of a container. */
  close(container: string): void {
    const own = this.#open.get(container) ?? []
    this.#open.delete(container)
    for (const door of own) this.#shut(door)
  }

  /** Closes all of them, for good. */
  closeAll(): void {
    this.#closed = true
    for (const container of [...this.#open.keys()]) this.close(container)
  }

  #end(own: Set<Door>, door: Door): void {
    own.delete(door)
    this.#shut(door)
  }

  #shut(door: Door): void {
    this.#count--
    door.close()
  }

  async #tryOpen(container: string, held: HeldPort): Promise<Door | Refused> {
    const { clock, host, addressOf } = this.#options
    const { ip, protocol, hostPort, wanted } = held
    const at = (): SocketAddress | undefined => {
      const address = addressOf(container)
      return address === undefined ? undefined : { address, port: containerPort(held) }
    }
    if (this.#count >= mostDoors) return { isTaken: false, sentence: reasonOf(held, 'EMFILE') }
    this.#count++
    try {
      return await openers[protocol]!({ address: loopbackOf(ip)!, port: hostPort }, { clock, host, at })
    } catch (thrown) {
      const { code = '' } = thrown as NodeJS.ErrnoException
      // A machine without IPv6 has no ports of it, as dockerd sees it.
      if (wanted.ip === '' && ip === '::' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code))
        return { close: () => undefined }
      this.#count--
      return { isTaken: code === 'EADDRINUSE', sentence: reasonOf(held, code) }
    }
  }
}
