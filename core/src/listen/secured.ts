import type { ServerOptions } from 'node:http'
import type { Server } from 'node:https'
import { describeError } from '../errors.js'
import type { Asked } from './asked.js'
import { Handshakes } from './handshakes.js'
import { Tls } from './tls.js'
import type { TlsFiles } from './tls-files.js'

/** What is told while files are read, and while clients are refused. */
interface Log {
  warn(line: string): void
  error(line: string): void
}

/** The TLS of all addresses of a daemon. */
export class Secured {
  /** By the files as they were asked for. */
  readonly #all: ReadonlyMap<TlsFiles, Tls>
  readonly #log: Log
  readonly #handshakes: Handshakes

  private constructor(all: ReadonlyMap<TlsFiles, Tls>, log: Log) {
    this.#all = all
    this.#log = log
    this.#handshakes = new Handshakes((line) => log.warn(line))
    this.#warn()
  }

  /** Reads the files of the addresses that have some. Rejects with a sentence that names the one which is of no use. */
  static async read(asked: readonly Asked[], log: Log): Promise<Secured> {
    const files = asked.flatMap(({ tls }) => tls ?? [])
    const read = await Promise.all(files.map(async (tls) => [tls, await Tls.read(tls)] as const))
    return new Secured(new Map(read), log)
  }

  /** What makes the server of a place with such files; undefined where there is no TLS. */
  makerOf(files: TlsFiles | undefined): ((options: ServerOptions) => Server) | undefined {
    const tls = files && this.#all.get(files)
    return tls && ((options) => tls.createServer(options, this.#handshakes))
  }

  /** Reads the files again. What is of no use now is logged, an error each, and what was read before stays in use. */
  async reload(): Promise<void> {
    const failures = await Promise.all(
      [...this.#all.values()].map((tls) => tls.reload().then(() => undefined, describeError)),
    )
    for (const sentence of new Set(failures)) {
      if (sentence !== undefined) this.#log.error(`${sentence}; what was read before stays in use`)
    }
    this.#warn()
  }

  /** Ends the handshakes that are not over. */
  close(): void {
    this.#handshakes.close()
  }

  #warn(): void {
    for (const sentence of new Set([...this.#all.values()].flatMap(({ warnings }) => warnings)))
      this.#log.warn(sentence)
  }
}
