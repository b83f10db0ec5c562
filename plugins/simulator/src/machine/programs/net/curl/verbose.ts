import type { ByteString } from '../../../byte-string.js'
import type { Response } from '../../../http/response.js'
import type { Proc } from '../../../kernel/proc.js'
import { shownAddress } from '../socket.js'
import type { Url } from '../url.js'
import type { CurlError } from './curl-error.js'

/** What `-v` tells of a transfer; nothing without. */
export class Verbose {
  readonly #proc: Proc
  readonly #isOn: boolean
  #connections = 0

  constructor(proc: Proc, isOn: boolean) {
    this.#proc = proc
    this.#isOn = isOn
  }

  async note(text: ByteString): Promise<void> {
    await this.#write(`* ${text}\n`)
  }
  trying(address: string, port: number): Promise<void> {
    return this.note(`  Trying ${shownAddress(address, port)}...`)
  }
  connected(host: ByteString, address: string, port: number): Promise<void> {
    return this.note(`Connected to ${host} (${address}) port ${port} (#${this.#connections})`)
  }
  refused(address: string, port: number, reason: string): Promise<void> {
    return this.note(`connect to ${address} port ${port} failed: ${reason}`)
  }
  /** Tells an error of a connection that there is none of. */
  async said(error: CurlError): Promise<CurlError> {
    await this.note(error.message)
    await this.note(`Closing connection ${this.#connections++}`)
    return error
  }
  sent(head: ByteString): Promise<void> {
    return this.#write(head.replace(/[^\n]*\n/g, '> $&'))
  }
  async received({ text, version }: Response): Promise<void> {
    if (version === '1.0') await this.note('HTTP 1.0, assume close after body')
    await this.#write(text.replace(/[^\n]*\n/g, '< $&'))
  }
  data(sign: '{' | '}', bytes: number): Promise<void> {
    return this.#write(`${sign} [${bytes} bytes data]\n`)
  }
  /** Connections of HTTP/1.0, and those that failed, are closed, others are kept. */
  async closing({ host }: Url, response: Response | undefined): Promise<void> {
    const number = this.#connections++
    const isKept =
      response !== undefined &&
      response.version !== '1.0' &&
      response.headers.get('Connection')?.toLowerCase() !== 'close'
    await this.note(isKept ? `Connection #${number} to host ${host} left intact` : `Closing connection ${number}`)
  }

  async #write(text: ByteString): Promise<void> {
    if (this.#isOn) await this.#proc.write(2, text)
  }
}
