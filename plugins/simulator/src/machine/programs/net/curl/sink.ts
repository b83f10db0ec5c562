import { toBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import { CurlError } from './curl-error.js'
import type { CurlWords } from './options.js'

/** Where the answer of one transfer goes to. */
export class Sink {
  readonly #proc: Proc
  readonly #words: CurlWords
  /** Undefined for the standard output. */
  readonly #path: ByteString | undefined
  #fd: number | undefined
  #dump: number | undefined

  constructor(proc: Proc, words: CurlWords, path: ByteString | undefined) {
    this.#proc = proc
    this.#words = words
    this.#path = path
  }

  async head(text: ByteString): Promise<void> {
    const dump = this.#words.last('dump-header')
    if (dump !== undefined) {
      this.#dump ??= dump === '-' ? 1 : await this.#open(dump)
      await this.#proc.write(this.#dump, toBytes(text))
    }
    if (this.#words.has('include') || this.#words.has('head')) await this.body(toBytes(text))
  }

  async body(bytes: Uint8Array): Promise<void> {
    this.#fd ??= this.#path === undefined ? 1 : await this.#open(this.#path)
    await this.#proc.write(this.#fd, bytes)
  }

  /** All has come: a file is there, though it be empty. */
  async ended(): Promise<void> {
    if (this.#path !== undefined) this.#fd ??= await this.#open(this.#path)
  }

  close(): void {
    for (const fd of [this.#fd, this.#dump]) if (fd !== undefined && fd > 2) this.#proc.close(fd)
    this.#fd = this.#dump = undefined
  }

  async #open(path: ByteString): Promise<number> {
    try {
      if (this.#words.has('create-dirs')) this.#makeFolders(path)
      return await this.#proc.open(path, { write: true, create: true, truncate: true })
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      if (!this.#words.has('silent'))
        await this.#proc.write(2, `Warning: Failed to open the file ${path}: ${thrown.message}\n`)
      throw new CurlError(23, 'Failure writing output to destination')
    }
  }

  #makeFolders(path: ByteString): void {
    const { host, caller } = this.#proc
    const names = path.split('/').slice(0, -1)
    for (let at = 1; at <= names.length; at++) {
      const folder = names.slice(0, at).join('/')
      try {
        if (folder !== '') host.files.makeDirectory(folder, 0o750, caller)
      } catch (thrown) {
        if (!(thrown instanceof Errno) || thrown.code !== 'EEXIST') throw thrown
      }
    }
  }
}
