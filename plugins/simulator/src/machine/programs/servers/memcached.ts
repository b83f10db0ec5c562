import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { ByteReader } from '../../http/byte-reader.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { signalNumbers } from '../../kernel/signals.js'
import { acceptAll, listenEverywhere } from './accept.js'
import { firstOf } from './ending.js'
import { portOf } from './quiet/option.js'

interface Item {
  readonly flags: string
  readonly text: ByteString
  /** When it is gone; undefined where it stays. */
  readonly until: number | undefined
  readonly unique: number
}

const version = '1.6.39'
const longest = { line: 2048, item: 2 ** 20 }
const overhead = 64
/** Expiry times above this are moments (protocol.txt of memcached). */
const month = 60 * 60 * 24 * 30

/** `memcached`: its text protocol. */
export const memcached: Program = async (proc) => {
  if (/^-(?:V|-version)$/.test(proc.argv[1] ?? '')) {
    await proc.write(1, `memcached ${version}\n`)
    return 0
  }
  const ended = firstOf(proc, [signalNumbers.INT, signalNumbers.TERM])
  const port = portOf(proc.argv, 11_211, '-p', '--port')
  let listener: number
  try {
    listener = listenEverywhere(proc, port)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await proc.write(2, `bind(): ${thrown.message}\nfailed to listen on TCP port ${port}: ${thrown.message}\n`)
    return 71
  }
  const cache = new Cache(proc)
  const serving = acceptAll(proc, listener, (fd) => cache.serve(fd))
  const signal = await Promise.race([ended, serving])
  await proc.write(2, `Signal handled: ${signal === signalNumbers.INT ? 'Interrupt' : 'Terminated'}.\n`)
  return 0
}

class Cache {
  readonly #proc: Proc
  readonly #items = new Map<ByteString, Item>()
  #written = 0
  #connections = 0

  constructor(proc: Proc) {
    this.#proc = proc
  }

  async serve(fd: number): Promise<void> {
    const reader = new ByteReader((atMost) => this.#proc.read(fd, atMost))
    this.#connections++
    for (;;) {
      const line = await reader.line(longest.line)
      if (!line.endsWith('\n')) break
      const words = line.trim().split(/ +/)
      if (words[0] === 'quit') break
      const answer = await this.#answer(words, reader)
      if (words.at(-1) !== 'noreply' && answer !== '') await this.#proc.write(fd, answer)
    }
    this.#connections--
  }

  async #answer([name = '', ...args]: readonly ByteString[], reader: ByteReader): Promise<ByteString> {
    const [key = '', amount = ''] = args
    switch (name) {
      case 'version':
        return `VERSION ${version}\r\n`
      case 'get':
      case 'gets':
        return args.length === 0 ? 'ERROR\r\n' : this.#get(args, name === 'gets')
      case 'set':
      case 'add':
      case 'replace':
        return this.#store(name, args, reader)
      case 'delete':
        return this.#drop(key) ? 'DELETED\r\n' : 'NOT_FOUND\r\n'
      case 'incr':
      case 'decr':
        return this.#count(key, amount, name === 'incr' ? 1n : -1n)
      case 'flush_all':
        for (const one of [...this.#items.keys()]) this.#drop(one)
        return 'OK\r\n'
      case 'verbosity':
        return 'OK\r\n'
      case 'stats':
        return this.#stats()
      default:
        return 'ERROR\r\n'
    }
  }

  #find(key: ByteString): Item | undefined {
    const item = this.#items.get(key)
    if (item?.until === undefined || item.until > this.#proc.host.now()) return item
    this.#drop(key)
    return undefined
  }

  #get(keys: readonly ByteString[], withUnique: boolean): ByteString {
    const found = keys.flatMap((key) => {
      const item = this.#find(key)
      if (item === undefined) return []
      const unique = withUnique ? ` ${item.unique}` : ''
      return `VALUE ${key} ${item.flags} ${item.text.length}${unique}\r\n${item.text}\r\n`
    })
    return `${found.join('')}END\r\n`
  }

  async #store(name: 'set' | 'add' | 'replace', args: readonly ByteString[], reader: ByteReader): Promise<ByteString> {
    const [key = '', flags = '', time = '', size = ''] = args
    if (!/^\d+$/.test(flags) || !/^-?\d+$/.test(time) || !/^\d{1,9}$/.test(size) || key.length > 250) {
      return args.length < 4 ? 'ERROR\r\n' : 'CLIENT_ERROR bad command line format\r\n'
    }
    const length = Number(size)
    const text = await this.#block(reader, length)
    if (length > longest.item) return 'SERVER_ERROR object too large for cache\r\n'
    if (text === undefined) return 'CLIENT_ERROR bad data chunk\r\n'
    const isThere = this.#find(key) !== undefined
    if (name !== 'set' && isThere !== (name === 'replace')) return 'NOT_STORED\r\n'
    this.#put(key, { flags, text, until: this.#until(Number(time)), unique: ++this.#written })
    return 'STORED\r\n'
  }

  /** A block of data and its end; undefined where it is not as long as it was said to be. What is too large is dropped. */
  async #block(reader: ByteReader, length: number): Promise<ByteString | undefined> {
    let text = ''
    for (let left = length; left > 0;) {
      const some = await reader.some(left)
      if (some === null) return undefined
      left -= some.length
      if (length <= longest.item) text += fromBytes(some)
    }
    return (await reader.line(longest.line)).trim() === '' ? text : undefined
  }

  #until(time: number): number | undefined {
    if (time === 0) return undefined
    return time > month ? time * 1e6 : this.#proc.host.now() + time * 1e6
  }

  #put(key: ByteString, item: Item): void {
    this.#drop(key)
    this.#proc.grow(key.length + item.text.length + overhead)
    this.#items.set(key, item)
  }

  #drop(key: ByteString): boolean {
    const item = this.#items.get(key)
    if (item === undefined) return false
    this.#proc.shrink(key.length + item.text.length + overhead)
    return this.#items.delete(key)
  }

  #count(key: ByteString, amount: ByteString, sign: 1n | -1n): ByteString {
    const item = this.#find(key)
    if (!/^\d{1,20}$/.test(amount)) return 'CLIENT_ERROR invalid numeric delta argument\r\n'
    if (item === undefined) return 'NOT_FOUND\r\n'
    if (!/^\d{1,20}$/.test(item.text)) return 'CLIENT_ERROR cannot increment or decrement non-numeric value\r\n'
    const sum = BigInt(item.text) + sign * BigInt(amount)
    const text = String(sum < 0n ? 0n : BigInt.asUintN(64, sum))
    this.#put(key, { ...item, text, unique: ++this.#written })
    return `${text}\r\n`
  }

  #stats(): ByteString {
    const { host, pid } = this.#proc
    const lines = {
      pid,
      uptime: Math.floor((host.now() - host.bootedAt) / 1e6),
      time: Math.floor(host.now() / 1e6),
      version,
      curr_connections: this.#connections,
      curr_items: this.#items.size,
      total_items: this.#written,
    }
    return `${Object.entries(lines)
      .map(([name, value]) => `STAT ${name} ${value}\r\n`)
      .join('')}END\r\n`
  }
}
