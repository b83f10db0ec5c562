import { connect } from 'node:net'
import { Broken } from './wrong.js'

/** A connection on which bytes are written by hand, and what has come. */
export class Raw {
  #chunks = []
  #length = 0
  #taken = 0
  #wake = () => undefined
  ended = false

  constructor(target) {
    this.socket = connect({ ...target, path: target.socketPath, allowHalfOpen: true })
    this.socket.setNoDelay(true)
    this.socket.on('data', (chunk) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      this.#wake()
    })
    const end = () => {
      this.ended = true
      this.#wake()
    }
    this.socket.on('end', end).on('close', end).on('error', end)
  }

  /** All bytes that have come and were not taken. */
  get heard() {
    const whole = Buffer.concat(this.#chunks)
    this.#chunks = [whole]
    return whole.subarray(this.#taken)
  }

  /** Writes, and waits for the reader. */
  write(bytes) {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()))
  }

  /** Takes bytes up to and with a text. Rejects with `Broken` when the connection ends before. */
  async upTo(text) {
    let from = 0
    for (;;) {
      const at = this.heard.indexOf(text, from)
      if (at >= 0) return this.take(at + text.length)
      if (this.ended) throw new Broken(`the connection ended before ${JSON.stringify(text)}`)
      from = Math.max(0, this.heard.length - text.length)
      await this.#change()
    }
  }

  /** Takes so many bytes. */
  async take(length) {
    while (this.#length - this.#taken < length) {
      if (this.ended) throw new Broken(`the connection ended ${length} bytes too early`)
      await this.#change()
    }
    const taken = this.heard.subarray(0, length)
    this.#taken += length
    return taken
  }

  /** Waits for the end; resolves to all that has come before it and was not taken. */
  async end() {
    while (!this.ended) await this.#change()
    return this.heard
  }

  /** An answer with a length: `{ status, text }`. */
  async answer() {
    const head = (await this.upTo('\r\n\r\n')).toString('latin1')
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(head) ?? []
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0)
    return { status: Number(status), head, text: (await this.take(length)).toString() }
  }

  #change() {
    return new Promise((resolve) => (this.#wake = resolve))
  }
}
