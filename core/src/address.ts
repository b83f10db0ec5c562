import { swarmError } from './errors.js'

/** Where something listens or is reached. A missing port is filled in; a path is as it was written. */
export type Address = TcpAddress | UnixAddress | FdAddress

/** A TCP address. `host` has no brackets; port 0 asks the system for a free one. */
export interface TcpAddress {
  readonly kind: 'tcp'
  readonly host: string
  readonly port: number
  /** Whether TLS is spoken there. */
  readonly tls: boolean
}

/** A Unix socket, its path absolute or relative to the working directory. */
export interface UnixAddress {
  readonly kind: 'unix'
  readonly path: string
}

/** Sockets that systemd has opened and passed: all of them, or those of a name, or the one with that descriptor. */
export interface FdAddress {
  readonly kind: 'fd'
  /** Empty for all. */
  readonly which: string
}

/** The port of the Docker API without TLS. */
export const defaultPort = 2375

/** The port of the Docker API with TLS. */
export const defaultTlsPort = 2376

/** The socket that `unix://` alone means. */
export const defaultSocket = '/var/run/docker.sock'

/** The longest path of a Unix socket in bytes: sockaddr_un has room for 108, the last is NUL; libuv cuts silently. */
export const longestPath = 107

// A name in the DNS has room for 255 bytes, of which it needs two (RFC 1035, section 2.3.4).
const longestHost = 253

/**
 * Parses an address in every form that `docker -H` takes: `tcp://host:port`, `tcp://host`, `host:port`, `:port`,
 * `tcp://[::1]:2375`, `unix:///path`, `unix://relative/path`, `unix://`, `fd://`, `fd://*`, `fd://3`; and `fd://name`,
 * `tls://host:port`, `tls://host`.
 * Throws `InvalidParameter` with what is wrong and what would be right.
 *
 * @param tls whether a TCP address is one with TLS whatever its scheme, as behind `docker --tls -H`
 */
export function parseAddress(text: string, tls = false): Address {
  if (/[\u0000-\u001f\u007f]/.test(text)) throw invalid(text, 'it has control characters')
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(text) ?? []
  if (scheme === undefined || rest === undefined) {
    if (!text.includes(':') || /^([a-z]+:\/|tcp:|tls:|unix:|fd:)/i.test(text)) throw unsupported(text)
    return parseTcp(text, text, tls)
  }
  if (scheme === 'tcp' || scheme === 'tls') return parseTcp(text, rest, tls || scheme === 'tls')
  if (scheme === 'unix') return parseUnix(text, rest)
  if (scheme === 'fd') return parseFd(text, rest)
  throw unsupported(text, later[scheme])
}

/** What somebody may have meant who left out, or mistyped, a scheme. */
function meantBy(text: string): string | undefined {
  const rest = text.replace(/^[a-z]+:\/*/i, '')
  if (/^\d{1,5}$/.test(text)) return `:${text}`
  if (/^(\.{0,2}\/|unix:)/.test(text) || text.endsWith('.sock')) return `unix://${text.replace(/^unix:/, '')}`
  if (/^[a-z]+:\/*[\w.-]+(:\d+)?$/i.test(text) && /^(t[cp]{2}|tls):/i.test(text)) {
    return `${/^tls/i.test(text) ? 'tls' : 'tcp'}://${rest}`
  }
  return undefined
}

/** An address in its full form, as a client could be given it; `docker` calls `tls://` `--tls -H tcp://`. */
export function formatAddress(address: Address): string {
  if (address.kind === 'unix') return `unix://${address.path}`
  if (address.kind === 'fd') return `fd://${address.which}`
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `${address.tls ? 'tls' : 'tcp'}://${host}:${address.port}`
}

const later: Readonly<Record<string, string>> = {
  https: 'TLS is written tls://host:port',
  ssh: 'ssh is not supported yet',
  npipe: 'named pipes are not supported',
}

function parseTcp(text: string, authority: string, tls: boolean): TcpAddress {
  if (authority.includes('@'))
    throw swarmError('InvalidParameter', 'invalid address: unexpected credentials before "@"')
  const extra = /[/?#]/.exec(authority)
  if (extra !== null) throw invalid(text, `unexpected ${extraNames[extra[0]]} after the port`)
  if (/^[^[\]]*:[^[\]]*:/.test(authority)) {
    throw invalid(text, 'an IPv6 address is written in brackets, as in tcp://[::1]:2375')
  }
  const [, bracketed, name, port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(authority) ?? []
  if (bracketed === undefined && name === undefined) throw invalid(text, 'its brackets are not closed')
  const host = parseHost(text, bracketed, name ?? '')
  return { kind: 'tcp', host, port: parsePort(text, port, tls ? defaultTlsPort : defaultPort), tls }
}

const extraNames: Readonly<Record<string, string>> = { '/': 'path', '?': 'query', '#': 'fragment' }

function parseHost(text: string, bracketed: string | undefined, name: string): string {
  if (bracketed !== undefined) {
    if (!/^[0-9a-fA-F:.]+(%[\w.-]+)?$/.test(bracketed) || !bracketed.includes(':')) {
      throw invalid(text, `"${bracketed}" is no IPv6 address`)
    }
    return bracketed
  }
  if (name === '') return 'localhost'
  // Numbers alone or in part are IPv4 with four parts or nothing: no `0x7f.1`, no `2130706433`.
  const numeric = /^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?$/i.test(name)
  const valid = numeric ? isIPv4(name) : /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(name)
  if (!valid || name.length > longestHost) throw invalid(text, `invalid host "${name}"`)
  return name
}

function isIPv4(name: string): boolean {
  const parts = name.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function parsePort(text: string, port: string | undefined, otherwise: number): number {
  if (port === undefined || port === '') return otherwise
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw invalid(text, `invalid port "${port}", a port is a number from 0 to 65535`)
  }
  return Number(port)
}

function parseUnix(text: string, path: string): UnixAddress {
  if (path === '') return { kind: 'unix', path: defaultSocket }
  if (Buffer.byteLength(path) > longestPath) {
    throw invalid(text, `the socket path is too long (${Buffer.byteLength(path)} bytes, at most ${longestPath})`)
  }
  if (path.endsWith('/')) throw invalid(text, 'the path of a socket does not end in "/"')
  return { kind: 'unix', path }
}

/** Names are as `FileDescriptorName=` takes them (systemd.socket(5)); numbers are descriptors, which begin at 3. */
function parseFd(text: string, which: string): FdAddress {
  if (which === '' || which === '*') return { kind: 'fd', which: '' }
  if (which.includes(':') || which.length > 255) throw invalid(text, `${JSON.stringify(which)} is no name of a socket`)
  if (/^\d+$/.test(which) && (Number(which) < 3 || which.length > 7)) {
    throw invalid(text, 'the descriptors that systemd passes begin at 3')
  }
  return { kind: 'fd', which: /^\d+$/.test(which) ? String(Number(which)) : which }
}

function invalid(text: string, reason: string): Error {
  return swarmError('InvalidParameter', `invalid address ${JSON.stringify(text)}: ${reason}`)
}

function unsupported(text: string, reason?: string): Error {
  const meant = meantBy(text)
  const hint = reason !== undefined ? `${reason}; ` : meant !== undefined ? `did you mean ${meant}? ` : ''
  return swarmError(
    'InvalidParameter',
    `unsupported address ${JSON.stringify(text)}: ${hint}use tcp://host:port or unix://path`,
  )
}
