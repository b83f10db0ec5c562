import type { ByteString } from '../../../byte-string.js'
import { ConfigError, type Directive } from './parse.js'
import type { Upstream } from './settings.js'

/** Looks up a name; none where nobody knows it. */
export type Lookup = (name: string) => readonly string[]

/** A server of a group, and the directive that named it. */
export interface Member {
  readonly host: string
  readonly port: number
  readonly at: Directive
}

/** What the host of a URL may mean: a group of servers, or a name. */
export interface Names {
  readonly upstreams: ReadonlyMap<ByteString, readonly Member[]>
  readonly lookup: Lookup
}

/** The servers of an `upstream` block. */
export function membersOf({ block = [] }: Directive): readonly Member[] {
  return block.flatMap((at) => {
    if (at.name !== 'server') return []
    const [, host = '', port = '80'] = /^([^:]*)(?::(\d+))?$/.exec(at.args[0] ?? '') ?? []
    return [{ host, port: Number(port), at }]
  })
}

/** Reads the URL of a `proxy_pass` directive. Throws `ConfigError`. */
export function proxied(url: ByteString, directive: Directive, { upstreams, lookup }: Names): Upstream {
  const [, scheme, host, name = '', port, path] = /^(\w+):\/\/(([^/:$]+)(?::(\d+))?)(\/.*)?$/.exec(url) ?? []
  if (scheme === undefined || host === undefined) {
    if (url.includes('$')) throw new ConfigError(`variables in "proxy_pass" are not simulated`, directive)
    throw new ConfigError('invalid URL prefix', directive)
  }
  if (scheme !== 'http') throw new ConfigError(`"${scheme}" in "proxy_pass" is not simulated`, directive)
  const group = port === undefined ? upstreams.get(name) : undefined
  const servers = group ?? [{ host: name, port: Number(port ?? 80), at: directive }]
  const addresses = servers.flatMap(({ host, port, at }) => {
    const found = lookup(host)
    if (found.length === 0)
      throw new ConfigError(`host not found in upstream "${group === undefined ? name : `${host}:${port}`}"`, at)
    return found.map((address) => ({ address, port }))
  })
  return { host, addresses, path }
}
