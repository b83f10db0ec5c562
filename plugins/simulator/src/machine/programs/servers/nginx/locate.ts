import type { ByteString } from '../../../byte-string.js'
import { fitsAny } from '../../../../pattern.js'
import { percentDecoded } from '../../../http/percent.js'
import type { Listen, Location, VirtualServer } from './settings.js'

/** The path of a request's target, decoded and without `.` and `..`; undefined for what climbs out or is none. */
export function pathOf(target: ByteString): { readonly uri: ByteString; readonly args: ByteString } | undefined {
  const [, written] = /^(?:https?:\/\/[^/?]*)?(\/[^#]*)/i.exec(target) ?? []
  if (written === undefined) return undefined
  const question = written.indexOf('?')
  const args = question < 0 ? '' : written.slice(question + 1)
  const decoded = percentDecoded(question < 0 ? written : written.slice(0, question))
  if (decoded === undefined || decoded.includes('\0')) return undefined
  const parts: string[] = []
  const segments = decoded.slice(1).split('/')
  for (const [at, part] of segments.entries()) {
    const isLast = at === segments.length - 1
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '.' && part !== '') {
      parts.push(part)
      continue
    }
    if (isLast) parts.push('')
  }
  return { uri: `/${parts.join('/')}`, args }
}

/** Which server a name means, of those that listen where it was asked at. */
export function serverFor(
  servers: readonly VirtualServer[],
  listen: Pick<Listen, 'port'>,
  host: string,
): VirtualServer {
  const here = servers.filter(({ listens }) => listens.some(({ port }) => port === listen.port))
  const name = host.toLowerCase().replace(/:\d+$/, '')
  const named = (fits: (pattern: string) => boolean): VirtualServer | undefined =>
    here.find(({ names }) => names.some(fits))
  return (
    named((one) => one.toLowerCase() === name) ??
    named(
      (one) =>
        (one.startsWith('*.') && name.endsWith(one.slice(1))) ||
        (one.startsWith('.') && (name.endsWith(one) || name === one.slice(1))),
    ) ??
    named((one) => one.endsWith('.*') && name.startsWith(one.slice(0, -1))) ??
    named((one) => one.startsWith('~') && fitsAny([one.slice(1)], name)) ??
    here.find(({ listens }) => listens.some(({ port, isDefault }) => port === listen.port && isDefault)) ??
    here[0]!
  )
}

/** The location of a path: an exact one, else the longest prefix, unless a pattern fits (ngx_http_core_find_location). */
export function locationFor({ locations }: VirtualServer, uri: ByteString): Location | undefined {
  const exact = locations.find(({ kind, text }) => kind === 'exact' && text === uri)
  if (exact !== undefined) return exact
  const prefixes = locations.filter(({ kind, text }) => kind.startsWith('prefix') && uri.startsWith(text))
  const [longest] = prefixes.sort((one, other) => other.text.length - one.text.length)
  if (longest?.kind === 'prefix first') return longest
  return locations.find(({ pattern }) => pattern !== undefined && fitsAny([pattern], uri)) ?? longest
}
