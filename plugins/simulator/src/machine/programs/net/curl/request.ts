import type { ByteString } from '../../../byte-string.js'
import { Headers } from '../../../http/headers.js'
import type { Flavor } from '../../../kernel/proc.js'
import { hostField, type Url } from '../url.js'
import { versionOf } from './curl-error.js'
import type { CurlWords } from './options.js'

/** What is asked for, besides of whom. */
export interface Asked {
  readonly method: ByteString
  readonly body: ByteString | undefined
  readonly words: CurlWords
  /** Whether names and passwords are sent: not to another host than the first. */
  readonly isTrusted: boolean
}

/** The method of a first request. */
export function methodOf(words: CurlWords, body: ByteString | undefined): ByteString {
  const given = words.last('request')
  if (given !== undefined) return given
  if (words.has('head')) return 'HEAD'
  if (words.last('upload-file') !== undefined) return 'PUT'
  return body === undefined ? 'GET' : 'POST'
}

/** The header fields of a request, in curl's order. Those that are given stand for its own; an empty one takes it away. */
export function fieldsOf(url: Url, { body, words, isTrusted }: Asked, flavor: Flavor): Headers {
  const given = givenFields(words)
  const names = new Set(given.map(({ name }) => name.toLowerCase()))
  const fields = new Headers()
  const add = (name: string, value: ByteString | undefined): void => {
    if (value !== undefined && !names.has(name.toLowerCase())) fields.add(name, value)
  }
  const host = given.find(({ name }) => name.toLowerCase() === 'host')
  if (host === undefined) fields.add('Host', hostField(url))
  else if (host.value !== '') fields.add('Host', host.value)
  if (isTrusted) add('Authorization', authorization(words.last('user') ?? url.user, words))
  add('Range', words.last('range') === undefined ? undefined : `bytes=${words.last('range')}`)
  const agent = words.last('user-agent') ?? `curl/${versionOf(flavor)}`
  if (agent !== '') add('User-Agent', agent)
  add('Accept', '*/*')
  if (words.has('compressed')) add('Accept-Encoding', 'deflate, gzip, br, zstd')
  add('Referer', words.last('referer'))
  const cookies = words.all('cookie').filter((cookie) => cookie.includes('='))
  add('Cookie', cookies.length === 0 ? undefined : cookies.join('; '))
  for (const { name, value, isEmpty } of given) {
    if (name.toLowerCase() !== 'host' && (value !== '' || isEmpty)) fields.add(name, value)
  }
  if (body === undefined) return fields
  add('Content-Length', String(body.length))
  if (words.last('upload-file') === undefined) add('Content-Type', 'application/x-www-form-urlencoded')
  return fields
}

function authorization(user: ByteString | undefined, words: CurlWords): ByteString | undefined {
  const bearer = words.last('oauth2-bearer')
  if (bearer !== undefined) return `Bearer ${bearer}`
  return user === undefined ? undefined : `Basic ${Buffer.from(user, 'latin1').toString('base64')}`
}

/** `isEmpty` of a `Name;`, which is sent without a value. */
interface Field {
  readonly name: ByteString
  readonly value: ByteString
  readonly isEmpty: boolean
}

function givenFields(words: CurlWords): readonly Field[] {
  return words.given.flatMap(([option, value]): readonly Field[] => {
    if (option === 'json') {
      return [
        { name: 'Content-Type', value: 'application/json', isEmpty: false },
        { name: 'Accept', value: 'application/json', isEmpty: false },
      ]
    }
    const [, name, sign, rest = ''] = option === 'header' ? (/^([^:;]+)([:;])(.*)$/s.exec(value) ?? []) : []
    return name === undefined ? [] : [{ name, value: rest.trim(), isEmpty: sign === ';' }]
  })
}
