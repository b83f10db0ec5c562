import type { ByteString } from '../../../byte-string.js'
import { Headers } from '../../../http/headers.js'
import { hostField, type Url } from '../url.js'
import type { GnuWanted } from './gnu-wanted.js'

/** The fields of a request, in GNU wget's order; with who asks, where that is given: `user:password`. */
export function fieldsOf(url: Url, wanted: GnuWanted, user: ByteString | undefined): Headers {
  const { agent, headers: given, posted } = wanted
  const fields = new Headers([['Host', hostField(url)], ['User-Agent', agent], ['Accept', '*/*']]) // prettier-ignore
  fields.add('Accept-Encoding', 'identity')
  if (user !== undefined) fields.add('Authorization', `Basic ${Buffer.from(user, 'latin1').toString('base64')}`)
  fields.add('Connection', 'Keep-Alive')
  if (posted !== undefined) {
    fields.add('Content-Type', 'application/x-www-form-urlencoded').add('Content-Length', String(posted.length))
  }
  for (const line of given) fields.set(line.replace(/:.*/s, ''), line.replace(/^[^:]*:\s*/s, ''))
  return fields
}
