import type { ByteString } from '../../../byte-string.js'
import type { Value } from './keyspace.js'
import { readIndex, readInteger, span } from './numbers.js'
import { error, list, notInteger, ok, wrongType, type Reply } from './reply.js'
import type { Command, Commands, Session } from './server.js'

type Kind = 'list' | 'hash' | 'set'
type Of<K extends Kind> = Extract<Value, { type: K }>

/** What each kind begins with. */
const empty: { readonly [K in Kind]: () => Of<K> } = {
  list: () => ({ type: 'list', items: [] }),
  hash: () => ({ type: 'hash', fields: new Map() }),
  set: () => ({ type: 'set', members: new Set() }),
}

const sizeOf = (value: Value): number =>
  value.type === 'list'
    ? value.items.length
    : value.type === 'hash'
      ? value.fields.size
      : value.type === 'set'
        ? value.members.size
        : 1

/** A command about what one key has: an empty one where there is nothing; what it leaves empty is gone. */
const about =
  <K extends Kind>(kind: K) =>
  (
    arity: number,
    use: (value: Of<K>, args: readonly ByteString[], session: Session) => Reply,
    writes = false,
  ): Command => ({
    arity,
    writes,
    run: (session, [key = '', ...args]) => {
      const { keys } = session
      const there = keys.get(key)
      if (there !== undefined && there.type !== kind) return wrongType
      const value = (there as Of<K> | undefined) ?? empty[kind]()
      const reply = use(value, args, session)
      if (!writes) return reply
      if (sizeOf(value) === 0) keys.delete(key)
      else if (there === undefined) keys.set(key, value)
      return reply
    },
  })

const ofList = about('list')
const ofHash = about('hash')
const ofSet = about('set')

/** `LPOP` and `RPOP`: one, or as many as are asked for. */
const pop = (take: (items: ByteString[], count: number) => ByteString[]): Command =>
  ofList(
    -2,
    ({ items }, [count]) => {
      if (count === undefined) return take(items, 1)[0] ?? null
      const most = readIndex(count)
      if (most === undefined || most < 0) return error('ERR value is out of range, must be positive')
      return items.length === 0 ? { nothing: true } : list(take(items, most))
    },
    true,
  )

const range = (
  items: readonly ByteString[],
  [first, last]: readonly ByteString[],
): readonly ByteString[] | undefined => {
  const [from, to] = [readIndex(first), readIndex(last)]
  return from === undefined || to === undefined ? undefined : items.slice(...span(items.length, from, to))
}

const listCommands: Commands = {
  lpush: ofList(-3, ({ items }, more) => items.unshift(...more.toReversed()), true),
  rpush: ofList(-3, ({ items }, more) => items.push(...more), true),
  lpop: pop((items, count) => items.splice(0, count)),
  rpop: pop((items, count) => items.splice(Math.max(0, items.length - count), count).reverse()),
  llen: ofList(2, ({ items }) => items.length),
  lindex: ofList(3, ({ items }, [at]) => {
    const index = readIndex(at)
    return index === undefined ? notInteger : (items.at(index) ?? null)
  }),
  lrange: ofList(4, ({ items }, args) => {
    const part = range(items, args)
    return part === undefined ? notInteger : list(part)
  }),
  ltrim: ofList(
    4,
    ({ items }, args) => {
      const part = range(items, args)
      if (part === undefined) return notInteger
      items.splice(0, Infinity, ...part)
      return ok
    },
    true,
  ),
}

/** `HSET` and `HMSET`: how many fields are new. */
function setFields(name: string, { fields }: Of<'hash'>, pairs: readonly ByteString[]): number | Reply {
  if (pairs.length % 2 !== 0) return error(`ERR wrong number of arguments for '${name}' command`)
  const before = fields.size
  for (let at = 0; at < pairs.length; at += 2) fields.set(pairs[at]!, pairs[at + 1]!)
  return fields.size - before
}

const hashCommands: Commands = {
  hset: ofHash(-4, (hash, pairs) => setFields('hset', hash, pairs), true),
  hmset: ofHash(
    -4,
    (hash, pairs) => {
      const added = setFields('hmset', hash, pairs)
      return typeof added === 'number' ? ok : added
    },
    true,
  ),
  hget: ofHash(3, ({ fields }, [field = '']) => fields.get(field) ?? null),
  hmget: ofHash(-3, ({ fields }, names) => list(names.map((name) => fields.get(name) ?? null))),
  hgetall: ofHash(2, ({ fields }) => ({ map: [...fields] })),
  hdel: ofHash(-3, ({ fields }, names) => names.filter((name) => fields.delete(name)).length, true),
  hexists: ofHash(3, ({ fields }, [field = '']) => Number(fields.has(field))),
  hlen: ofHash(2, ({ fields }) => fields.size),
  hkeys: ofHash(2, ({ fields }) => list([...fields.keys()])),
  hvals: ofHash(2, ({ fields }) => list([...fields.values()])),
  hincrby: ofHash(
    4,
    ({ fields }, [field = '', by]) => {
      const more = readInteger(by)
      if (more === undefined) return notInteger
      const number = readInteger(fields.get(field) ?? '0')
      if (number === undefined) return error('ERR hash value is not an integer')
      const sum = number + more
      if (sum !== BigInt.asIntN(64, sum)) return error('ERR increment or decrement would overflow')
      fields.set(field, String(sum))
      return Number(sum)
    },
    true,
  ),
}

const addTo = ({ members }: Of<'set'>, more: readonly ByteString[]): number => {
  const before = members.size
  for (const one of more) members.add(one)
  return members.size - before
}

const setCommands: Commands = {
  sadd: ofSet(-3, addTo, true),
  srem: ofSet(-3, ({ members }, gone) => gone.filter((one) => members.delete(one)).length, true),
  smembers: ofSet(2, ({ members }) => list([...members])),
  sismember: ofSet(3, ({ members }, [one = '']) => Number(members.has(one))),
  scard: ofSet(2, ({ members }) => members.size),
}

export const collectionCommands: Commands = { ...listCommands, ...hashCommands, ...setCommands }
