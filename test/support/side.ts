import type { Socket } from 'node:net'

// Far more than anything takes here, in ms, also on a machine that is busy.
const longest = 5000

/** One side of a connection, on which a test writes every byte. */
export class Side {
  readonly socket: Socket
  #heard = ''
  #over: 'ended' | 'broken' | undefined
  #waiting = new Set<() => void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#change(() => (this.#heard += text)))
    socket.on('end', () => this.#change(() => (this.#over ??= 'ended')))
    socket.on('close', () => this.#change(() => (this.#over ??= 'broken')))
    socket.on('error', () => undefined)
  }

  /** What has come and was not taken, as latin1. */
  get heard(): string {
    return this.#heard
  }

  /** How the other side has ended what it says: by saying so or not; undefined while it goes on. */
  get over(): 'ended' | 'broken' | undefined {
    return this.#over
  }

  say(bytes: string): this {
    this.socket.write(bytes, 'latin1')
    return this
  }

  /** Says no more, and still listens. */
  end(bytes = ''): this {
    this.socket.end(bytes, 'latin1')
    return this
  }

  /** Neither says nor listens any more. */
  leave(): void {
    this.socket.destroy()
  }

  /**
   * Takes so many bytes, or what has come up to the end of a match. Rejects with what has come when the other side has
   * ended before, or after 5 s unless another limit is given.
   */
  async take(enough: number | RegExp, limit = longest): Promise<string> {
    const what = typeof enough === 'number' ? `${enough} bytes come` : `${enough} comes`
    await this.#until(what, () => this.#over !== undefined || this.#endOf(enough) !== undefined, limit)
    const end = this.#endOf(enough)
    if (end === undefined) throw new Error(`${this.#over} before ${what}: ${this.#excerpt()}`)
    const taken = this.#heard.slice(0, end)
    this.#heard = this.#heard.slice(end)
    return taken
  }

  /** Takes what the other side says before it ends, in whatever way. Rejects after 5 s unless another limit is given. */
  async rest(limit = longest): Promise<string> {
    await this.#until('the other side ends', () => this.#over !== undefined, limit)
    const taken = this.#heard
    this.#heard = ''
    return taken
  }

  /** Waits until neither side is there any more. Rejects after 5 s. */
  closed(): Promise<void> {
    return this.#until('the connection is closed', () => this.socket.closed, longest)
  }

  #endOf(enough: number | RegExp): number | undefined {
    if (typeof enough === 'number') return this.#heard.length < enough ? undefined : enough
    const match = enough.exec(this.#heard)
    return match === null ? undefined : match.index + match[0].length
  }

  #until(what: string, holds: () => boolean, limit: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`waited ${limit} ms in vain until ${what}; heard ${this.#excerpt()}`))
      const timer = limit === Infinity ? undefined : setTimeout(late, limit)
      const look = () => {
        if (!holds()) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #change(apply: () => void): void {
    apply()
    for (const look of this.#waiting) look()
  }

  #excerpt(): string {
    return JSON.stringify(this.#heard.slice(0, 500))
  }
}
