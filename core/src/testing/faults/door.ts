import { rename, rm } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { formatAddress, type TcpAddress, type UnixAddress } from '../../address.js'
import { bind } from '../../listen/bind.js'

/** Where clients knock: open, or shut, and then they are refused as by a server that has died. */
export class Door {
  readonly #server: Server
  #address: TcpAddress | UnixAddress
  #isOpen = false
  /** Whether there is a socket file that nobody listens on, left by this door. */
  #isStale = false
  #settled: Promise<void> = Promise.resolve()

  constructor(address: TcpAddress | UnixAddress, onClient: (client: Socket) => void) {
    this.#address = address
    this.#server = createServer({ allowHalfOpen: true }, onClient)
  }

  /** The address; that of port 0 once it was open. */
  get address(): TcpAddress | UnixAddress {
    return this.#address
  }

  /** Opens or shuts it, one after the other. */
  set(open: boolean): Promise<void> {
    const turned = this.#settled.then(() => (open ? this.#open() : this.#shut()))
    this.#settled = turned.catch(() => undefined)
    return turned
  }

  /** Shuts it, and removes the socket's file. */
  async close(): Promise<void> {
    await this.set(false)
    await this.#removeStale()
  }

  async #open(): Promise<void> {
    if (this.#isOpen) return
    if (this.#address.kind === 'unix') {
      await this.#removeStale()
      await bind(this.#server, { path: this.#address.path })
    } else {
      await bind(this.#server, { host: this.#address.host, port: this.#address.port })
      this.#address = { ...this.#address, port: (this.#server.address() as AddressInfo).port }
    }
    this.#isOpen = true
  }

  async #shut(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (this.#address.kind !== 'unix') return void this.#server.close()
    // Node removes the file at its path; what a server leaves that has died is a file that refuses connections.
    const { path } = this.#address
    await rename(path, `${path}~`)
    this.#server.close()
    await rename(`${path}~`, path)
    this.#isStale = true
  }

  async #removeStale(): Promise<void> {
    if (this.#isStale && this.#address.kind === 'unix') await rm(this.#address.path, { force: true })
    this.#isStale = false
  }

  toString(): string {
    return formatAddress(this.#address)
  }
}
