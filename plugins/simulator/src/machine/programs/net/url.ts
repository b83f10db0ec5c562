import type { ByteString } from '../../byte-string.js'

/** A URL as clients take it apart. */
export interface Url {
  /** `http`, in small letters. */
  readonly scheme: string
  /** `user:password`, as it was written. */
  readonly user: ByteString | undefined
  /** Without the brackets of an address of IPv6. */
  readonly host: ByteString
  /** As it was written; undefined for that of the scheme. */
  readonly port: number | undefined
  /** With its query; begins with a slash. */
  readonly target: ByteString
}

/** The ports that schemes have unless one is written. */
export const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21 }

export const portOf = ({ scheme, port }: Url): number => port ?? schemePorts[scheme] ?? 0

/** Undefined for what is none; without a scheme it is one of `http`. */
export function parseUrl(text: ByteString): Url | undefined {
  const [, scheme = 'http', authority = '', rest = ''] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#]*)([^#]*)/s.exec(text) ?? []
  const at = authority.lastIndexOf('@')
  const place = authority.slice(at + 1)
  const [, six, name, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(place) ?? []
  const host = six ?? name
  if (host === undefined || host === '') return undefined
  const port = digits === undefined || digits === '' ? undefined : Number(digits)
  if (port !== undefined && port > 65_535) return undefined
  const target = rest.startsWith('/') ? rest : `/${rest}`
  const user = at < 0 ? undefined : authority.slice(0, at)
  return { scheme: scheme.toLowerCase(), user, host, port, target }
}

/** Host and port as the `Host` field has them: the port only where it is written and not the usual one. */
export function hostField({ scheme, host, port }: Url): ByteString {
  const shown = host.includes(':') ? `[${host}]` : host
  return port === undefined || port === schemePorts[scheme] ? shown : `${shown}:${port}`
}

/** Where a `Location` leads to, from a URL (RFC 3986, 5.2). */
export function locationFrom(from: Url, location: ByteString): ByteString {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location
  if (location.startsWith('//')) return `${from.scheme}:${location}`
  const origin = `${from.scheme}://${hostField(from)}`
  if (location.startsWith('/')) return origin + location
  const path = from.target.replace(/\?.*/s, '')
  return location.startsWith('?')
    ? origin + path + location
    : origin + withoutDots(path.replace(/[^/]*$/, '') + location)
}

function withoutDots(target: ByteString): ByteString {
  const [path = '', ...query] = target.split(/(?=\?)/)
  const kept: string[] = []
  const parts = path.split('/')
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1
    if (part === '..' && kept.length > 1) kept.pop()
    if (part !== '..' && part !== '.') kept.push(part)
    else if (isLast) kept.push('')
  })
  return kept.join('/') + query.join('')
}
