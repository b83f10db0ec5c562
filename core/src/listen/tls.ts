import { constants } from 'node:crypto'
import type { ServerOptions } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import type { Handshakes } from './handshakes.js'
import { readTlsFiles, type TlsFiles, type TlsMaterial } from './tls-files.js'

/** The TLS of one address: its files as they were read last, and the servers that use them. */
export class Tls {
  readonly #files: TlsFiles
  readonly #servers: Server[] = []
  #material: TlsMaterial

  private constructor(files: TlsFiles, material: TlsMaterial) {
    this.#files = files
    this.#material = material
  }

  /** Reads the files. Rejects with a sentence that names the one which cannot be used. */
  static async read(files: TlsFiles): Promise<Tls> {
    return new Tls(files, await readTlsFiles(files))
  }

  /** What is not right about the files, and ends nothing; a sentence each. */
  get warnings(): readonly string[] {
    return this.#material.warnings
  }

  /** An HTTP server behind TLS that is not listening yet. */
  createServer(options: ServerOptions, handshakes: Handshakes): Server {
    const clients: TlsOptions = this.#material.ca === undefined ? {} : { requestCert: true, rejectUnauthorized: true }
    const secure = { ...contextOf(this.#material), ...clients }
    // The end of a client's half would be the end of the answer, too.
    const server = createServer({ ...options, ...secure, allowHalfOpen: true })
    handshakes.guard(server)
    this.#servers.push(server)
    return server
  }

  /** Reads the files again, for connections to come. Rejects as `read`; those read before stay in use then. */
  async reload(): Promise<void> {
    this.#material = await readTlsFiles(this.#files)
    for (const server of this.#servers) server.setSecureContext(contextOf(this.#material))
  }
}

function contextOf({ cert, key, ca }: TlsMaterial): SecureContextOptions {
  return {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    minVersion: 'TLSv1.2',
    // A session that goes on would go on with a certificate that is verified no more, and a new handshake inside of
    // a connection costs who asks for it nothing.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  }
}
