import type { EngineHandle } from 'libswarm-core'
import { parseSsh, type SshTarget } from './ssh/address.js'

/** Where the engine is. */
export interface Endpoint {
  /** The address in its full form, for sentences. */
  readonly shown: string
  /** Whether TLS is spoken there. */
  readonly tls: boolean
  /** What `net.connect` is given, or what `ssh` leads to. */
  readonly at:
    { readonly host: string; readonly port: number } | { readonly path: string } | { readonly ssh: SshTarget }
}

const defaultPort = 2375
const defaultTlsPort = 2376
const defaultSocket = '/var/run/docker.sock'

// sockaddr_un has room for 108 bytes, the last of them NUL; libuv cuts a longer path silently.
const longestPath = 107

const usage = 'use tcp://host:port, tls://host:port, ssh://user@host or unix://path'

/**
 * Parses the engine's address: `tcp://host:port`, `tcp://host`, `tls://host:port`, `tls://host`, `unix:///path`,
 * `unix://relative/path`, `unix://`, `ssh://user@host:port/path`, of which only the host is needed. Throws
 * `InvalidParameter` with what is wrong and what would be right.
 */
export function parseEndpoint(text: unknown, error: EngineHandle['error']): Endpoint {
  const invalid = (reason: string) => error('InvalidParameter', `invalid address ${JSON.stringify(text)}: ${reason}`)
  if (typeof text !== 'string' || text === '')
    throw error('InvalidParameter', `the address of the engine is missing; ${usage}`)
  if (/[\u0000-\u001f\u007f]/.test(text)) throw invalid('it has control characters')
  const [, scheme = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(text) ?? []
  if (scheme === 'tcp' || scheme === 'tls') return parseTcp(scheme, rest, invalid)
  if (scheme === 'unix') return parseUnix(rest, invalid)
  if (scheme === 'ssh') return parseSsh(rest, error)
  const reason = later[scheme]
  throw error(
    'InvalidParameter',
    `unsupported address ${JSON.stringify(text)}: ${reason === undefined ? '' : `${reason}; `}${usage}`,
  )
}

const later: Readonly<Record<string, string>> = {
  fd: 'an engine cannot be reached by a file descriptor',
  https: 'TLS is written tls://host:port',
  npipe: 'named pipes are not supported',
}

function parseTcp(scheme: 'tcp' | 'tls', rest: string, invalid: (reason: string) => Error): Endpoint {
  if (rest.includes('@')) throw invalid('credentials before "@" are not supported')
  const [, bracketed, name, digits] =
    /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([A-Za-z0-9_.-]+))(?::([^:]*))?$/.exec(rest) ?? []
  const host = bracketed ?? name
  if (host === undefined) throw invalid(`expected ${scheme}://host:port, an IPv6 address in brackets`)
  const port = digits === undefined ? (scheme === 'tls' ? defaultTlsPort : defaultPort) : Number(digits)
  if (digits !== undefined && (!/^\d{1,5}$/.test(digits) || port < 1 || port > 65535)) {
    throw invalid(`invalid port "${digits}", a port is a number from 1 to 65535`)
  }
  const shown = `${scheme}://${bracketed === undefined ? host : `[${host}]`}:${port}`
  return { shown, tls: scheme === 'tls', at: { host, port } }
}

function parseUnix(rest: string, invalid: (reason: string) => Error): Endpoint {
  const path = rest === '' ? defaultSocket : rest
  if (path.endsWith('/')) throw invalid('the path of a socket does not end in "/"')
  const length = Buffer.byteLength(path)
  if (length > longestPath) throw invalid(`the socket path is too long (${length} bytes, at most ${longestPath})`)
  return { shown: `unix://${path}`, tls: false, at: { path } }
}
