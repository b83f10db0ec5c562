import type { ByteString } from '../../../byte-string.js'

/** What a command is answered. Numbers are integers; a string is a bulk one; `null` is that there is nothing. */
export type Reply =
  | ByteString
  | number
  | null
  | { readonly status: string }
  | { readonly error: string }
  | { readonly list: readonly Reply[] }
  /** As a list of all names and values for RESP2. */
  | { readonly map: readonly (readonly [Reply, Reply])[] }
  /** Without a question: as a list for RESP2. */
  | { readonly push: readonly Reply[] }
  /** No list: what RESP2 writes as one of length -1. */
  | { readonly nothing: true }

export const ok: Reply = { status: 'OK' }
export const error = (text: string): Reply => ({ error: text })
export const list = (items: readonly Reply[]): Reply => ({ list: items })
export const wrongType = error('WRONGTYPE Operation against a key holding the wrong kind of value')
export const notInteger = error('ERR value is not an integer or out of range')
export const syntaxError = error('ERR syntax error')
export const noAuth = error('NOAUTH Authentication required.')
export const wrongArity = (name: string): Reply => error(`ERR wrong number of arguments for '${name}' command`)

/** A reply in RESP, of version 2 or 3. */
export function written(reply: Reply, version: 2 | 3): ByteString {
  if (reply === null) return version === 3 ? '_\r\n' : '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if ('status' in reply) return `+${reply.status}\r\n`
  if ('error' in reply) return `-${reply.error}\r\n`
  if ('nothing' in reply) return version === 3 ? '_\r\n' : '*-1\r\n'
  const all = (items: readonly Reply[]): string => items.map((item) => written(item, version)).join('')
  if ('list' in reply) return `*${reply.list.length}\r\n${all(reply.list)}`
  if ('push' in reply) return `${version === 3 ? '>' : '*'}${reply.push.length}\r\n${all(reply.push)}`
  return version === 3
    ? `%${reply.map.length}\r\n${all(reply.map.flat())}`
    : `*${reply.map.length * 2}\r\n${all(reply.map.flat())}`
}
