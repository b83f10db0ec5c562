import { Duplex } from 'node:stream'
import { EscapeKeys } from './escape-keys.js'
import { frame } from './frames.js'
import type { Line } from './log.js'
import type { OutputName } from './process.js'

/** How a client is attached. */
export interface Attaching {
  readonly stdout: boolean
  readonly stderr: boolean
  /** Whether it feeds the input of the process. */
  readonly stdin: boolean
  /** Whether its output is in frames: it has no terminal. */
  readonly framed: boolean
  /** The keys that detach it; undefined without a terminal. */
  readonly keys: readonly number[] | undefined
  /** Whether the end of its input is the end of the process' input; it is the end of the attachment otherwise. */
  readonly endsInput: boolean
  /** Called once as it detaches by its keys. */
  readonly onDetach: () => void
}

/** Takes what a client types; `null` is the end. */
export type Feed = (bytes: Uint8Array | null) => void | Promise<void>

// How much waits for a client before the process has to wait with more.
const longestQueue = 1024 * 1024

// In ms. dockerd leaves the connection to the client as soon as it has said that nothing more comes.
const longestFarewell = 2000

/** A client on its way to and from a process: it may come before the process, and stay away from its output. */
export class Client extends Duplex {
  readonly #attaching: Attaching
  readonly #escape: EscapeKeys | undefined
  #feed: Feed | undefined
  #onFeed: (() => void) | undefined
  #waiting: (() => void)[] = []
  /** What comes before anything else; undefined where all of it has gone. */
  #past: Iterator<Line> | undefined
  /** Whether the client may be told anything yet. */
  #ready = true
  /** What waits for that, or behind the past; `null` is the end. */
  #held: (Uint8Array | null)[] = []
  #ended = false
  #inputEnded = false

  constructor(attaching: Attaching) {
    super()
    this.#attaching = attaching
    this.#escape = attaching.keys === undefined ? undefined : new EscapeKeys(attaching.keys)
    // Nobody but the engine listens, and a client that is gone is no news.
    this.on('error', () => undefined)
    this.once('end', () => this.#linger())
  }

  /** Keeps what it is to be told, until `release` calls what it is given. */
  hold(release: (go: () => void) => void): void {
    this.#ready = false
    release(() => {
      this.#ready = true
      this.#catchUp()
    })
  }

  /** Joins it to the input of a process that runs now. */
  join(feed: Feed): void {
    this.#feed = feed
    this.#onFeed?.()
  }

  /** Sends what was written before as fast as the client reads it, and what is written meanwhile behind that. */
  replay(lines: Iterator<Line>): void {
    this.#past = lines
  }

  /** Passes output on, if the client asked for it. A promise asks to wait with more. */
  deliver(name: OutputName, bytes: Uint8Array): void | Promise<void> {
    if (this.#ended || this.destroyed || !this.#attaching[name]) return
    this.#tell(this.#framed(name, bytes))
    const held = this.#held.reduce((length, one) => length + (one?.length ?? 0), 0)
    const full = this.#past !== undefined || this.readableLength + held > longestQueue
    if (full) return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Says why there is no process, whatever output the client asked for. */
  fail(sentence: string): void {
    const bytes = Buffer.from(sentence)
    this.#tell(this.#framed('stdout', bytes))
  }

  /** Ends it, after all that was delivered. */
  finish(): void {
    if (this.#ended || this.destroyed) return
    this.#ended = true
    this.#tell(null)
    this.#onFeed?.()
  }

  override _read(): void {
    this.#catchUp()
    if (this.#ready && this.#past === undefined) this.#release()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    if (!this.#attaching.stdin || this.#ended) return done()
    this.#whenJoined(() => {
      const { passed, complete } = this.#escape?.take(chunk) ?? { passed: chunk, complete: false }
      const room = passed.length > 0 && !this.#ended ? this.#feed?.(passed) : undefined
      if (complete) this.#detach()
      if (room instanceof Promise) void room.then(done)
      else done()
    })
  }

  override _final(done: () => void): void {
    if (!this.#attaching.stdin || this.#ended) return done()
    this.#whenJoined(() => {
      this.#endInput()
      done()
    })
  }

  override _destroy(thrown: Error | null, done: (thrown: Error | null) => void): void {
    if (this.#attaching.stdin && this.#attaching.endsInput) this.#endInput()
    this.#ended = true
    this.#release()
    this.#onFeed?.()
    done(thrown)
  }

  /**
   * The process has ended, and the client may have more to say, which is dropped: a connection that was closed over it would
   * be reset, and what the client has not read yet with it.
   */
  #linger(): void {
    if (this.writableFinished) return
    const timer = setTimeout(() => this.destroy(), longestFarewell).unref()
    this.once('close', () => clearTimeout(timer))
  }

  #tell(bytes: Uint8Array | null): void {
    if (this.#ready && this.#past === undefined) this.push(bytes)
    else this.#held.push(bytes)
  }

  /** Sends what may go by now: the past as far as there is room, and all that is behind it once it has gone. */
  #catchUp(): void {
    if (!this.#ready || this.destroyed) return
    for (let next = this.#past?.next(); next !== undefined && next.done !== true; next = this.#past?.next()) {
      const { name, bytes } = next.value
      if (this.#attaching[name] && !this.push(this.#framed(name, bytes))) return
    }
    this.#past = undefined
    const held = this.#held
    this.#held = []
    for (const bytes of held) this.push(bytes)
  }

  #framed(name: OutputName, bytes: Uint8Array): Uint8Array {
    return this.#attaching.framed ? frame(name, bytes) : bytes
  }

  #endInput(): void {
    if (this.#inputEnded) return
    this.#inputEnded = true
    if (this.#attaching.endsInput) void this.#feed?.(null)
    else this.finish()
  }

  #detach(): void {
    if (this.#ended) return
    this.#attaching.onDetach()
    this.finish()
  }

  #whenJoined(go: () => void): void {
    if (this.#feed !== undefined || this.#ended) return go()
    this.#onFeed = () => {
      this.#onFeed = undefined
      go()
    }
  }

  #release(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }
}
