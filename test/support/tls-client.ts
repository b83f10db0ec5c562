import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect, type ConnectionOptions, type SecureVersion, type TLSSocket } from 'node:tls'
import type { Pair } from './certificates.js'

/** Who a client is and whom it trusts. */
export interface Identity {
  readonly port: number
  /** The certificate of the CA that it trusts; anybody is trusted without one. */
  readonly ca?: string
  readonly pair?: Pair | undefined
}

function optionsOf({ port, ca, pair }: Identity): ConnectionOptions {
  return {
    host: '127.0.0.1',
    port,
    ...(ca === undefined ? { rejectUnauthorized: false } : { ca: readFileSync(ca) }),
    ...(pair === undefined ? {} : { cert: readFileSync(pair.cert), key: readFileSync(pair.key) }),
  }
}

/** A whole answer by HTTPS; rejects with what ended the connection before there was one. */
export function get(identity: Identity, path: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...optionsOf(identity), path, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => void (text += chunk.toString()))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** From where a client comes, and the one version of TLS that it speaks. */
export interface Way {
  readonly localAddress?: string
  readonly version?: SecureVersion
}

/** How a connection went on: all that came, and how it ended. */
export interface Ended {
  readonly received: string
  /** The code of the error that ended it; undefined for an end like any other. */
  readonly error: string | undefined
}

/** A TLS connection, and all that comes on it. */
export class SecureWire {
  readonly socket: TLSSocket
  readonly ended: Promise<Ended>
  readonly #carrier: Socket
  #received = ''
  #wake = (): void => undefined

  constructor(identity: Identity, { localAddress, version }: Way = {}) {
    const socket = connectTcp({
      port: identity.port,
      host: '127.0.0.1',
      allowHalfOpen: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    })
    const versions = version === undefined ? {} : { minVersion: version, maxVersion: version }
    this.#carrier = socket
    this.socket = connect({ ...optionsOf(identity), ...versions, socket })
    let error: string | undefined
    this.socket.setEncoding('latin1')
    this.socket.on('data', (text: string) => {
      this.#received += text
      this.#wake()
    })
    this.socket.on('error', (thrown: NodeJS.ErrnoException) => void (error = thrown.code))
    this.ended = new Promise((resolve) => {
      const end = () => {
        resolve({ received: this.#received, error })
        this.#wake()
      }
      this.socket.on('end', end)
      this.socket.on('close', end)
    })
  }

  write(text: string): this {
    this.socket.write(text, 'latin1')
    return this
  }

  /** Ends it without a word, as a network or a machine that fails does. */
  reset(): void {
    this.#carrier.resetAndDestroy()
  }

  /** Waits until what was received matches; fails when the connection ends first. */
  async until(pattern: RegExp): Promise<string> {
    let over = false
    void this.ended.then(() => (over = true))
    while (!pattern.test(this.#received)) {
      if (over) throw new Error(`the connection ended without ${String(pattern)}: ${JSON.stringify(this.#received)}`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#received
  }
}
