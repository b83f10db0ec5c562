import type { ByteString } from '../../../byte-string.js'
import type { Response } from '../../../http/response.js'
import type { Proc } from '../../../kernel/proc.js'
import type { SocketAddress } from '../../../network/sockets.js'

const nowhere: SocketAddress = { address: '', port: 0 }

/** What has come of a transfer: for `-w`, and for the meter. */
export class Tally {
  readonly #proc: Proc
  readonly #begun: number
  readonly #moments = new Map<string, number>()
  url: ByteString
  redirectUrl: ByteString = ''
  redirects = 0
  connections = 0
  downloaded = 0
  uploaded = 0
  /** How long the body is to be; undefined where nobody says. */
  expected: number | undefined = 0
  method: ByteString = ''
  scheme = ''
  headerBytes = 0
  remote = nowhere
  local = nowhere
  response: Response | undefined

  constructor(proc: Proc, url: ByteString) {
    this.#proc = proc
    this.#begun = proc.host.now()
    this.url = url
  }

  /** Something has happened. */
  at(what: string): void {
    this.#moments.set(what, this.elapsed)
  }
  connected(remote: SocketAddress, local: SocketAddress): void {
    this.remote = remote
    this.local = local
    this.at('connect')
  }
  answered(response: Response): void {
    this.response = response
    this.headerBytes += response.text.length
    this.at('starttransfer')
  }

  /** Microseconds. */
  get elapsed(): number {
    return this.#proc.host.now() - this.#begun
  }
  /** When that was, in microseconds since its beginning; 0 for what was not. */
  momentOf(what: string): number {
    return this.#moments.get(what) ?? 0
  }
  /** Bytes a second. */
  get speed(): number {
    return Math.floor((this.downloaded * 1e6) / Math.max(this.elapsed, 1))
  }
}
