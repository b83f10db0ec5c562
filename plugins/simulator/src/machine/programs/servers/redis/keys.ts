import type { ByteString } from '../../../byte-string.js'
import { glob } from '../glob.js'
import { readIndex } from './numbers.js'
import { error, list, notInteger, ok, syntaxError } from './reply.js'
import type { Commands, Run } from './server.js'

/** `EXPIRE` and those like it: microseconds of its unit, from now on or since 1970. */
const expire =
  (name: string, unit: number, isMoment = false): Run =>
  ({ keys, server }, [key = '', time, ...conditions]) => {
    const number = readIndex(time)
    if (number === undefined) return notInteger
    const entry = keys.entry(key)
    const until = isMoment ? number * unit : server.now() + number * unit
    for (const word of conditions) {
      const condition = word.toUpperCase()
      if (!['NX', 'XX', 'GT', 'LT'].includes(condition)) return error(`ERR Unsupported option ${word}`)
      const before = entry?.until
      const allows = { NX: before === undefined, XX: before !== undefined }[condition]
      if (allows === false) return 0
      if (condition === 'GT' && (before === undefined || until <= before)) return 0
      if (condition === 'LT' && before !== undefined && until >= before) return 0
    }
    if (!Number.isSafeInteger(until)) return error(`ERR invalid expire time in '${name}' command`)
    if (entry === undefined) return 0
    entry.until = until
    return 1
  }

/** How long a key lasts, in its unit: -1 for ever, -2 for one that is not there. */
const remaining =
  (unit: number): Run =>
  ({ keys, server }, [key = '']) => {
    const entry = keys.entry(key)
    if (entry === undefined) return -2
    return entry.until === undefined ? -1 : Math.max(0, Math.round((entry.until - server.now()) / unit))
  }

const remove: Run = ({ keys }, names) => names.filter((name) => keys.delete(name)).length

interface Wanted {
  readonly fits: (key: ByteString) => boolean
  readonly type: string | undefined
  readonly count: number
}

function scanOptions(words: readonly ByteString[]): Wanted | 'syntax' | 'number' {
  let [pattern, count, type]: [ByteString, number, string | undefined] = ['*', 10, undefined]
  for (let at = 0; at < words.length; at += 2) {
    const [word = '', value] = [words[at]!.toUpperCase(), words[at + 1]]
    if (value === undefined) return 'syntax'
    if (word === 'MATCH') pattern = value
    else if (word === 'TYPE') type = value.toLowerCase()
    else if (word === 'COUNT') {
      const number = readIndex(value)
      if (number === undefined) return 'number'
      if (number < 1) return 'syntax'
      count = number
    } else return 'syntax'
  }
  return { fits: glob(pattern), type, count }
}

/** The cursor is how many keys have been looked at. */
const scan: Run = ({ keys }, [cursor = '', ...words]) => {
  if (!/^\d{1,15}$/.test(cursor)) return error('ERR invalid cursor')
  const wanted = scanOptions(words)
  if (typeof wanted === 'string') return wanted === 'syntax' ? syntaxError : notInteger
  const all = keys.keys()
  const [from, to] = [Number(cursor), Number(cursor) + wanted.count]
  const found = all
    .slice(from, to)
    .filter((key) => wanted.fits(key) && (wanted.type === undefined || keys.get(key)?.type === wanted.type))
  return list([to < all.length ? String(to) : '0', list(found)])
}

const rename: Run = ({ keys }, [from = '', to = '']) => {
  const entry = keys.entry(from)
  if (entry === undefined) return error('ERR no such key')
  keys.delete(from)
  keys.set(to, entry.value, entry.until)
  return ok
}

export const keyCommands: Commands = {
  del: { arity: -2, writes: true, run: remove },
  unlink: { arity: -2, writes: true, run: remove },
  exists: { arity: -2, run: ({ keys }, names) => names.filter((name) => keys.get(name) !== undefined).length },
  type: { arity: 2, run: ({ keys }, [key = '']) => ({ status: keys.get(key)?.type ?? 'none' }) },
  keys: { arity: 2, run: ({ keys }, [pattern = '']) => list(keys.keys().filter(glob(pattern))) },
  scan: { arity: -2, run: scan },
  randomkey: { arity: 1, run: ({ keys }) => keys.keys()[0] ?? null },
  rename: { arity: 3, writes: true, run: rename },
  expire: { arity: -3, writes: true, run: expire('expire', 1e6) },
  pexpire: { arity: -3, writes: true, run: expire('pexpire', 1000) },
  expireat: { arity: -3, writes: true, run: expire('expireat', 1e6, true) },
  pexpireat: { arity: -3, writes: true, run: expire('pexpireat', 1000, true) },
  ttl: { arity: 2, run: remaining(1e6) },
  pttl: { arity: 2, run: remaining(1000) },
  persist: {
    arity: 2,
    writes: true,
    run: ({ keys }, [key = '']) => {
      const entry = keys.entry(key)
      if (entry?.until === undefined) return 0
      entry.until = undefined
      return 1
    },
  },
  dbsize: { arity: 1, run: ({ keys }) => keys.size },
  flushdb: {
    arity: -1,
    writes: true,
    run: ({ keys }) => {
      keys.clear()
      return ok
    },
  },
  flushall: {
    arity: -1,
    writes: true,
    run: ({ server }) => {
      server.clear()
      return ok
    },
  },
}
