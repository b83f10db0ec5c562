import type { ByteString } from '../../../byte-string.js'
import { readIndex, readInteger, span } from './numbers.js'
import { error, list, notInteger, ok, syntaxError, wrongType, type Reply } from './reply.js'
import type { Commands, Run, Session } from './server.js'

/** The text of a key that has one, or has nothing. */
function textOf({ keys }: Session, key: ByteString): ByteString | undefined {
  const value = keys.get(key)
  return value?.type === 'string' ? value.text : undefined
}

/** Changes the text of a key, which keeps how long it lasts. */
function rewrite(session: Session, key: ByteString, text: ByteString): void {
  session.keys.set(key, { type: 'string', text }, session.keys.entry(key)?.until)
}

const isText = (session: Session, key: ByteString): boolean => (session.keys.get(key)?.type ?? 'string') === 'string'

const withText =
  (use: (session: Session, text: ByteString | undefined, args: readonly ByteString[]) => Reply): Run =>
  (session, args) => {
    const [key = '', ...rest] = args
    return isText(session, key) ? use(session, textOf(session, key), rest) : wrongType
  }

interface SetOptions {
  only?: 'NX' | 'XX'
  gets?: boolean
  keeps?: boolean
  /** Microseconds. */
  until?: number
}

const units: Readonly<Record<string, number>> = { EX: 1e6, PX: 1000, EXAT: 1e6, PXAT: 1000 }

/** The options of `SET`, or what is wrong with them. */
function setOptions(words: readonly ByteString[], now: number): SetOptions | Reply {
  const options: SetOptions = {}
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!.toUpperCase()
    const unit = Object.hasOwn(units, word) ? units[word] : undefined
    if (word === 'NX' || word === 'XX') {
      if (options.only !== undefined && options.only !== word) return syntaxError
      options.only = word
    } else if (word === 'GET') options.gets = true
    else if (word === 'KEEPTTL') options.keeps = true
    else if (unit !== undefined) {
      const number = readIndex(words[++at])
      if (words[at] === undefined || options.until !== undefined) return syntaxError
      if (number === undefined) return notInteger
      if (number <= 0) return error("ERR invalid expire time in 'set' command")
      options.until = word.endsWith('AT') ? number * unit : now + number * unit
    } else return syntaxError
  }
  return options.keeps === true && options.until !== undefined ? syntaxError : options
}

const set: Run = (session, [key = '', text = '', ...words]) => {
  const { keys } = session
  const options = setOptions(words, session.server.now())
  if (options === null || typeof options !== 'object' || !isSetOptions(options)) return options
  if (options.gets === true && !isText(session, key)) return wrongType
  const before = textOf(session, key) ?? null
  const there = keys.get(key) !== undefined
  if (options.only !== undefined && there !== (options.only === 'XX')) return options.gets === true ? before : null
  keys.set(key, { type: 'string', text }, options.keeps === true ? keys.entry(key)?.until : options.until)
  return options.gets === true ? before : ok
}

const isSetOptions = (given: SetOptions | Exclude<Reply, string | number | null>): given is SetOptions =>
  !('error' in given)

/** Adds to a number; the sum is its new text. */
const add =
  (sign: 1n | -1n, by: (args: readonly ByteString[]) => bigint | undefined): Run =>
  (session, args) => {
    const [key = ''] = args
    if (!isText(session, key)) return wrongType
    const [number, more] = [readInteger(textOf(session, key) ?? '0'), by(args)]
    if (number === undefined || more === undefined) return notInteger
    const sum = number + sign * more
    if (sum !== BigInt.asIntN(64, sum)) return error('ERR increment or decrement would overflow')
    rewrite(session, key, String(sum))
    return Number(sum)
  }

const one = (): bigint => 1n
const second = ([, amount]: readonly ByteString[]): bigint | undefined => readInteger(amount)

const setAll = (session: Session, pairs: readonly ByteString[]): void => {
  for (let at = 0; at < pairs.length; at += 2) session.keys.set(pairs[at]!, { type: 'string', text: pairs[at + 1]! })
}

const lasting =
  (name: string, unit: number): Run =>
  (session, [key = '', time, text = '']) => {
    const number = readIndex(time)
    if (number === undefined) return notInteger
    if (number <= 0) return error(`ERR invalid expire time in '${name}' command`)
    session.keys.set(key, { type: 'string', text }, session.server.now() + number * unit)
    return ok
  }

export const stringCommands: Commands = {
  set: { arity: -3, writes: true, run: set },
  get: { arity: 2, run: withText((_, text) => text ?? null) },
  getdel: {
    arity: 2,
    writes: true,
    run: (session, [key = '']) => {
      if (!isText(session, key)) return wrongType
      const text = textOf(session, key) ?? null
      session.keys.delete(key)
      return text
    },
  },
  getset: {
    arity: 3,
    writes: true,
    run: (session, [key = '', text = '']) => {
      if (!isText(session, key)) return wrongType
      const before = textOf(session, key) ?? null
      session.keys.set(key, { type: 'string', text })
      return before
    },
  },
  setnx: {
    arity: 3,
    writes: true,
    run: (session, [key = '', text = '']) => {
      if (session.keys.get(key) !== undefined) return 0
      session.keys.set(key, { type: 'string', text })
      return 1
    },
  },
  setex: { arity: 4, writes: true, run: lasting('setex', 1e6) },
  psetex: { arity: 4, writes: true, run: lasting('psetex', 1000) },
  mget: {
    arity: -2,
    run: (session, keys) => list(keys.map((key) => (isText(session, key) ? (textOf(session, key) ?? null) : null))),
  },
  mset: {
    arity: -3,
    writes: true,
    run: (session, pairs) => {
      if (pairs.length % 2 !== 0) return error("ERR wrong number of arguments for 'mset' command")
      setAll(session, pairs)
      return ok
    },
  },
  msetnx: {
    arity: -3,
    writes: true,
    run: (session, pairs) => {
      if (pairs.length % 2 !== 0) return error("ERR wrong number of arguments for 'msetnx' command")
      if (pairs.some((key, at) => at % 2 === 0 && session.keys.get(key) !== undefined)) return 0
      setAll(session, pairs)
      return 1
    },
  },
  append: {
    arity: 3,
    writes: true,
    run: (session, [key = '', more = '']) => {
      if (!isText(session, key)) return wrongType
      const text = (textOf(session, key) ?? '') + more
      rewrite(session, key, text)
      return text.length
    },
  },
  strlen: { arity: 2, run: withText((_, text) => text?.length ?? 0) },
  getrange: {
    arity: 4,
    run: withText((_, text = '', [first, last]) => {
      const [from, to] = [readIndex(first), readIndex(last)]
      if (from === undefined || to === undefined) return notInteger
      return text.slice(...span(text.length, from, to))
    }),
  },
  incr: { arity: 2, writes: true, run: add(1n, one) },
  decr: { arity: 2, writes: true, run: add(-1n, one) },
  incrby: { arity: 3, writes: true, run: add(1n, second) },
  decrby: { arity: 3, writes: true, run: add(-1n, second) },
}
