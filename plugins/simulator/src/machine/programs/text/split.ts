import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions, type Words } from '../options.js'
import { Output } from '../output.js'
import { readCount } from './counts.js'
import { openInput } from './inputs.js'

const long = {
  'lines:': 'l',
  'bytes:': 'b',
  'suffix-length:': 'a',
  'numeric-suffixes': 'd',
  'additional-suffix:': '+suffix',
}

export const split: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'a:b:dl:' : 'a:b:l:', long })
  if (words === undefined) return 1
  const [name = '-', prefix = 'x'] = words.operands
  const unit = words.has('b') ? 'b' : 'l'
  const written = words.last(unit) ?? '1000'
  const count = readCount(written)
  if (count === undefined || count === 0) {
    const gnu = `invalid number of ${unit === 'b' ? 'bytes' : 'lines'}: '${written}'`
    await complain(proc, proc.flavor === 'gnu' ? gnu : `invalid number '${written}'`)
    return 1
  }
  const fd = await openInput(proc, name, (_, name, reason) =>
    proc.flavor === 'gnu' ? `cannot open '${name}' for reading: ${reason}` : `can't open '${name}': ${reason}`,
  )
  if (fd === undefined) return 1
  const parts = new Parts(proc, prefix, words)
  try {
    if (unit === 'b') await byBytes(proc, fd, count, parts)
    else await byLines(proc, fd, count, parts)
    await parts.end()
    return 0
  } catch (thrown) {
    await complain(proc, thrown instanceof Exhausted ? thrown.message : reasonOf(thrown))
    return 1
  }
}

class Exhausted extends Error {}

/** The files that are made, one after the other. */
class Parts {
  readonly #proc: Proc
  readonly #prefix: ByteString
  readonly #digits: string
  readonly #length: number
  readonly #suffix: ByteString
  #index = 0
  #open: { readonly fd: number; readonly output: Output } | undefined

  constructor(proc: Proc, prefix: ByteString, words: Words) {
    this.#proc = proc
    this.#prefix = prefix
    this.#digits = words.has('d') ? '0123456789' : 'abcdefghijklmnopqrstuvwxyz'
    this.#length = Number(words.last('a') ?? 2)
    this.#suffix = words.last('+suffix') ?? ''
  }

  async write(text: ByteString | Uint8Array): Promise<void> {
    this.#open ??= await this.#begin()
    if (typeof text === 'string') await this.#open.output.print(text)
    else await this.#proc.write(this.#open.fd, text)
  }

  async end(): Promise<void> {
    if (this.#open === undefined) return
    await this.#open.output.flush()
    this.#proc.close(this.#open.fd)
    this.#open = undefined
  }

  async #begin(): Promise<{ readonly fd: number; readonly output: Output }> {
    let name = ''
    let rest = this.#index++
    for (let place = 0; place < this.#length; place++) {
      name = this.#digits[rest % this.#digits.length]! + name
      rest = Math.floor(rest / this.#digits.length)
    }
    if (rest > 0)
      throw new Exhausted(this.#proc.flavor === 'gnu' ? 'output file suffixes exhausted' : 'suffixes exhausted')
    const fd = await this.#proc.open(this.#prefix + name + this.#suffix, { write: true, create: true, truncate: true })
    return { fd, output: new Output(this.#proc, fd) }
  }
}

async function byLines(proc: Proc, fd: number, count: number, parts: Parts): Promise<void> {
  const lines = new Lines(proc, fd)
  let left = count
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    if (left-- === 0) {
      await parts.end()
      left = count - 1
    }
    await parts.write(line.text + (line.ended ? '\n' : ''))
  }
}

async function byBytes(proc: Proc, fd: number, count: number, parts: Parts): Promise<void> {
  let left = count
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    for (let at = 0; at < chunk.length;) {
      if (left === 0) {
        await parts.end()
        left = count
      }
      const taken = chunk.subarray(at, at + left)
      await parts.write(taken)
      at += taken.length
      left -= taken.length
    }
  }
}
