import { posix } from 'node:path'
import type { ByteString } from '../../../byte-string.js'
import { ConfigError } from './parse.js'
import type { Handler, Handlers } from './read-each.js'
import type { AccessLog, Scope } from './settings.js'
import { proxied, type Names } from './upstreams.js'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What directives of a block may name. */
export interface ScopeNames extends Names {
  /** By the names that `log_format` gave them. */
  readonly formats: ReadonlyMap<ByteString, ByteString>
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 2 ** 20, g: 2 ** 30 }

/** Reads what holds in a block: what it says itself, and what is around it. Call `scope` when the block has been read. */
export function scopeReader(
  around: Scope,
  names: ScopeNames,
): { readonly scope: () => Scope; readonly handlers: Handlers } {
  const own: Mutable<Scope> = { ...around }
  const lists = {
    headers: [] as Scope['headers'][number][],
    logs: [] as AccessLog[],
    proxyHeaders: [] as Scope['proxyHeaders'][number][],
  }
  const pages = new Map<number, Scope['errorPages'] extends ReadonlyMap<number, infer P> ? P : never>()
  const handlers: Record<string, Handler> = {
    root: ([path = '']) => Object.assign(own, { root: posix.resolve('/etc/nginx', path), alias: undefined }),
    alias: ([path = '']) => void (own.alias = path),
    index: (names) => void (own.index = names),
    autoindex: ([value]) => void (own.autoindex = value === 'on'),
    default_type: ([type = '']) => void (own.defaultType = type),
    types: (_, { block = [] }) =>
      void (own.types = new Map(
        block.flatMap(({ name, args }) => args.map((extension) => [extension, name] as const)),
      )),
    server_tokens: ([value]) => void (own.showsVersion = value !== 'off'),
    client_max_body_size: ([size = '']) => {
      const [, number = '1', unit = ''] = /^(\d+)([kmg]?)$/i.exec(size) ?? []
      own.mostBody = Number(number) * units[unit.toLowerCase()]!
    },
    log_not_found: ([value]) => void (own.logsMissing = value !== 'off'),
    add_header: ([name = '', value = '', always]) => void lists.headers.push([name, value, always === 'always']),
    access_log: ([path = '', format = 'combined'], directive) => {
      const found = names.formats.get(format)
      if (path === 'off') own.logs = []
      else if (found === undefined) throw new ConfigError(`unknown log format "${format}"`, directive)
      else lists.logs.push({ path: posix.resolve('/etc/nginx', path), format: found })
    },
    error_log: () => undefined,
    error_page: (args) => {
      const target = args.at(-1)!
      const change = args.find((word) => word.startsWith('='))
      const status = change === undefined ? {} : { status: Number(change.slice(1)) || 0 }
      for (const code of args.slice(0, -1)) if (/^\d+$/.test(code)) pages.set(Number(code), { target, ...status })
    },
    return: ([code = '', text]) => {
      const isCode = /^\d{3}$/.test(code)
      own.answer = isCode
        ? { status: Number(code), ...(text === undefined ? {} : { text }) }
        : { status: 302, text: code }
    },
    try_files: (args) => void (own.tryFiles = args),
    proxy_pass: ([url = ''], directive) => void (own.proxy = proxied(url, directive, names)),
    proxy_set_header: ([name = '', value = '']) => void lists.proxyHeaders.push([name, value]),
    proxy_http_version: ([version]) => void (own.proxyVersion = version === '1.1' ? '1.1' : '1.0'),
  }
  const scope = (): Scope => {
    for (const [name, list] of Object.entries(lists)) if (list.length > 0) Object.assign(own, { [name]: list })
    if (pages.size > 0) own.errorPages = pages
    return own
  }
  return { scope, handlers }
}
