import { readFileSync } from 'node:fs'
import { decoded, flagOf, hostOf, partQuery, portNumber, type Fail, type Query } from '../discovery/query.js'

/** One member of the cluster. */
export interface Endpoint {
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
}

/** TLS with the members: what is in the files, PEM. */
export interface Secure {
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  /** Whether the members' certificates are checked. */
  readonly verify: boolean
  /** The name in their certificates, where that is not the host's. */
  readonly servername: string | undefined
}

/** Who asks, where the cluster has authentication. */
export interface Credentials {
  readonly name: string
  readonly password: string
}

/** A cluster of etcd, and the prefix of keys in it. */
export interface EtcdAddress {
  readonly endpoints: readonly [Endpoint, ...Endpoint[]]
  /** What keys begin with, its `/` at the beginning included and none at the end: `/swarm/nodes`. */
  readonly prefix: string
  readonly secure: Secure | undefined
  readonly credentials: Credentials | undefined
  /** For a log, without what is secret: `etcd:host:2379/swarm/nodes`. */
  readonly shown: string
}

const files = ['tlscacert', 'tlscert', 'tlskey'] as const
const options = ['user', 'passwordfile', 'tls', 'tlsverify', 'servername', ...files]
const usualPort = 2379
const mostPrefix = 1000

/**
 * Reads `USER:PASSWORD@HOST:PORT,HOST:PORT/PREFIX?options`, and the files that it names. Throws `InvalidParameter` for
 * what is wrong; the password is not repeated.
 */
export function readEtcdAddress(text: string, fail: Fail): EtcdAddress {
  // All before the last "@" is of the user, whatever is in it: nothing of it may be repeated.
  const at = text.lastIndexOf('@')
  const user = at === -1 ? undefined : text.slice(0, at)
  const [place, query] = partQuery(text.slice(at + 1), options, fail)
  const [, hosts = '', path = ''] = /^([^/]*)([^]*)$/.exec(place) ?? []
  const prefix = decoded(path, 'the prefix', fail).replace(/\/+$/, '')
  if (prefix === '' || prefix.length > mostPrefix) {
    throw fail('InvalidParameter', `etcd:${hosts} has no prefix of keys: write etcd:HOST:PORT/PREFIX`)
  }
  const [first, ...others] = hosts.split(',').map((host) => endpointOf(host, fail))
  return {
    endpoints: [first!, ...others],
    prefix,
    secure: secureOf(query, fail),
    credentials: credentialsOf(user, query, fail),
    shown: `etcd:${hosts}${path}`,
  }
}

function endpointOf(text: string, fail: Fail): Endpoint {
  const [, place = '', portText] = /^(.*?)(?::(\d+))?$/.exec(text) ?? []
  const host = hostOf(place)
  const port = portText === undefined ? usualPort : portNumber(portText)
  if (host !== undefined && port !== undefined) return { host, port }
  throw fail('InvalidParameter', `invalid member of etcd "${text}": write HOST:PORT, an IPv6 address in brackets`)
}

function credentialsOf(user: string | undefined, query: Query, fail: Fail): Credentials | undefined {
  const [, inline, password] = /^([^:]*)(?::([^]*))?$/.exec(user ?? '') ?? []
  const file = query.get('passwordfile')
  const name = query.get('user') ?? (inline === undefined ? '' : decoded(inline, 'the user', fail))
  if (user === undefined && name === '' && file === undefined) return undefined
  if (name === '')
    throw fail('InvalidParameter', 'the user of etcd has no name: write USER:PASSWORD@HOST:PORT, or user=NAME')
  if ((password === undefined) === (file === undefined)) {
    throw fail(
      'InvalidParameter',
      `the user "${name}" of etcd has one password: USER:PASSWORD@HOST:PORT or passwordfile=PATH`,
    )
  }
  if (file !== undefined) return { name, password: readSecret(file, 'passwordfile', fail).replace(/\r?\n$/, '') }
  return { name, password: decoded(password!, 'the password', fail) }
}

function secureOf(query: Query, fail: Fail): Secure | undefined {
  const verify = flagOf(query, 'tlsverify', true, fail)
  const servername = query.get('servername')
  const needed = !verify || servername !== undefined || files.some((name) => query.has(name))
  if (!flagOf(query, 'tls', needed, fail)) {
    if (needed) throw fail('InvalidParameter', 'tls=false, and options of TLS: leave out one of both')
    return undefined
  }
  const [ca, cert, key] = files.map((name) => {
    const path = query.get(name)
    return path === undefined ? undefined : readSecret(path, name, fail)
  })
  if ((cert === undefined) !== (key === undefined)) {
    throw fail('InvalidParameter', 'tlscert and tlskey belong together: give both or none')
  }
  return { ca, cert, key, verify, servername }
}

function readSecret(path: string, what: string, fail: Fail): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw fail('InvalidParameter', `cannot read ${what} of etcd: ${(cause as Error).message}`, cause)
  }
}
