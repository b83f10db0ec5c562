import { connect, type Socket } from 'node:net'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import type { EngineHandle, InlineBackend, Logger } from 'libswarm-core'

/** A backend of a few lines. */
export function backend(name: string, install: (engine: EngineHandle) => void): InlineBackend {
  return { name, install, simulated: true }
}

/** A daemon with one such backend. */
export function daemonOf(install: (engine: EngineHandle) => void, log?: Logger): Promise<TestDaemon> {
  return startTestDaemon({ backends: [backend('fake', install)], ...(log === undefined ? {} : { log }) })
}

/** A raw connection that keeps what it has received. */
export class Wire {
  readonly socket: Socket
  #received = ''
  #ended = false
  #wake: (() => void)[] = []

  constructor(daemon: TestDaemon) {
    const { socketPath, port = 0 } = daemon
    const target = socketPath === undefined ? { host: '127.0.0.1', port } : { path: socketPath }
    this.socket = connect({ ...target, allowHalfOpen: true })
    this.socket.setEncoding('latin1')
    this.socket.on('data', (text: string) => this.#change(() => (this.#received += text)))
    this.socket.on('end', () => this.#change(() => (this.#ended = true)))
    this.socket.on('close', () => this.#change(() => (this.#ended = true)))
    this.socket.on('error', () => undefined)
  }

  get received(): string {
    return this.#received
  }

  write(text: string): this {
    this.socket.write(text, 'latin1')
    return this
  }

  /** Waits until what was received matches; fails when the connection ends first. */
  async until(pattern: RegExp | string): Promise<string> {
    const found = () => (typeof pattern === 'string' ? this.#received.includes(pattern) : pattern.test(this.#received))
    await this.#wait(() => found() || this.#ended)
    if (!found()) throw new Error(`the connection ended without ${String(pattern)}: ${JSON.stringify(this.#received)}`)
    return this.#received
  }

  /** Waits for the daemon to end its side; resolves to everything that was received. */
  async ended(): Promise<string> {
    await this.#wait(() => this.#ended)
    return this.#received
  }

  async #wait(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#wake.push(resolve))
  }

  #change(apply: () => void): void {
    apply()
    for (const wake of this.#wake.splice(0)) wake()
  }
}

/** Waits for a condition, polling; mocha's own limit bounds it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
