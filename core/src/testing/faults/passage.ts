import { Socket, type TcpNetConnectOpts, type IpcNetConnectOpts } from 'node:net'
import { breakOff, ignoreError } from '../../http/break-off.js'
import { Direction } from './direction.js'
import type { End, Faults, Heading } from './faults.js'

/** Where a server is, as `net.connect` takes it. */
export type Target = Pick<TcpNetConnectOpts, 'host' | 'port'> | Pick<IpcNetConnectOpts, 'path'>

/** One connection through the proxy: a client's, and its own one to the server. */
export class Passage {
  readonly #client: Socket
  readonly #server = new Socket({ allowHalfOpen: true })
  readonly #target: Target
  readonly #faults: () => Faults
  readonly #directions: Readonly<Record<Heading, Direction>>
  #isJoined = false

  /** @param number which connection it is, from 0; @param onClose called when nothing of it is left */
  constructor(client: Socket, target: Target, faults: () => Faults, number: number, onClose: () => void) {
    this.#client = client
    this.#target = target
    this.#faults = faults
    let open = 2
    for (const socket of [client, this.#server]) {
      socket.setNoDelay(true)
      socket.on('error', ignoreError)
      // An end is passed on as one; whatever else one side meets with, the other is not to take for an end.
      socket.on('close', (failed) => {
        if (failed) this.breakOff('reset')
        if (--open === 0) onClose()
      })
    }
    this.#directions = {
      toServer: this.#direction('toServer', client, this.#server, number),
      toClient: this.#direction('toClient', this.#server, client, number),
    }
    this.turn()
  }

  /** Does what the faults of the moment let it. */
  turn(): void {
    if (!this.#isJoined && this.#faults().blackHole !== true && !this.#server.destroyed) {
      this.#isJoined = true
      this.#server.connect(this.#target)
    }
    this.#directions.toServer.turn()
    this.#directions.toClient.turn()
  }

  /** Ends it, in both directions, so that both sides hear an end or a failure. */
  breakOff(how: 'cut' | 'reset'): void {
    for (const direction of Object.values(this.#directions)) direction.stop()
    for (const socket of [this.#client, this.#server]) {
      if (how === 'cut') socket.end()
      else breakOff(socket)
    }
  }

  /** Leaves nothing of it. */
  destroy(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  #direction(heading: Heading, from: Socket, to: Socket, number: number): Direction {
    const faults = () => {
      const now = this.#faults()
      return now.blackHole === true ? undefined : (now[heading] ?? {})
    }
    const end = (how: End) => {
      if (how !== 'halfClose') return this.breakOff(how)
      this.#directions[heading].stop()
      to.end()
    }
    return new Direction({ from, to, name: `${number}/${heading}`, faults, end })
  }
}
