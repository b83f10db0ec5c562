import { posix } from 'node:path'
import type { ByteString } from '../../../byte-string.js'
import { fateOf } from './directives.js'
import { ConfigError, type Directive } from './parse.js'
import type { AccessLog, Listen, Location, NginxSettings, Scope, Upstream, VirtualServer } from './settings.js'

/** Looks up a name; none where nobody knows it. */
export type Lookup = (name: string) => readonly string[]

const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Handler = (args: readonly ByteString[], directive: Directive) => void

const outermost: Scope = {
  root: '/etc/nginx/html',
  index: ['index.html'],
  autoindex: false,
  types: new Map([['html', 'text/html'], ['gif', 'image/gif'], ['jpg', 'image/jpeg']]),
  defaultType: 'text/plain',
  errorPages: new Map(),
  headers: [],
  logs: [{ path: '/var/log/nginx/access.log', format: combined }],
  showsVersion: true,
  mostBody: 2 ** 20,
  proxyHeaders: [],
  proxyVersion: '1.0',
  logsMissing: true,
} // prettier-ignore

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 2 ** 20, g: 2 ** 30 }

/** Makes settings of directives. Throws `ConfigError`, in nginx' words. */
export class SettingsReader {
  readonly #lookup: Lookup
  readonly #formats = new Map<ByteString, ByteString>([['combined', combined]])
  readonly #upstreams = new Map<
    ByteString,
    { readonly host: string; readonly port: number; readonly at: Directive }[]
  >()
  readonly #warnings: string[] = []

  constructor(lookup: Lookup) {
    this.#lookup = lookup
  }

  read(directives: readonly Directive[]): NginxSettings {
    const settings: Mutable<NginxSettings> = {
      servers: [], isDaemon: true, workers: 1, user: 'nobody', pidFile: '/run/nginx.pid', warnings: this.#warnings,
      errorLog: { path: '/var/log/nginx/error.log', level: 'error' },
    } // prettier-ignore
    let hasEvents = false
    this.#each(directives, {
      daemon: ([value]) => void (settings.isDaemon = value !== 'off'),
      worker_processes: ([value = '1']) => void (settings.workers = value === 'auto' ? 4 : Number(value) || 1),
      user: ([name = '']) => void (settings.user = name),
      pid: ([path = '']) => void (settings.pidFile = path),
      error_log: ([path = '', level = 'error']) => void (settings.errorLog = { path, level }),
      events: () => void (hasEvents = true),
      http: (_, { block = [] }) => void (settings.servers = this.#http(block)),
    })
    if (!hasEvents) throw new ConfigError('no "events" section in configuration')
    return settings
  }

  #http(block: readonly Directive[]): readonly VirtualServer[] {
    // What servers name may stand behind them.
    for (const one of block) {
      if (one.name === 'upstream') this.#upstreams.set(one.args[0] ?? '', this.#upstream(one))
      if (one.name === 'log_format')
        this.#formats.set(
          one.args[0] ?? '',
          one.args
            .slice(1)
            .filter((word) => !word.startsWith('escape='))
            .join(''),
        )
    }
    const servers: Directive[] = []
    const { scope, handlers } = this.#scope(outermost)
    this.#each(block, {
      ...handlers,
      upstream: () => undefined,
      log_format: () => undefined,
      server: (_, directive) => void servers.push(directive),
    })
    return servers.map(({ block: own = [] }) => this.#server(own, scope()))
  }

  #server(block: readonly Directive[], around: Scope): VirtualServer {
    const listens: Listen[] = []
    const names: ByteString[] = []
    const inner: Directive[] = []
    const { scope, handlers } = this.#scope(around)
    this.#each(block, {
      ...handlers,
      listen: (args, directive) => void listens.push(this.#listen(args, directive)),
      server_name: (args) => void names.push(...args),
      location: (_, directive) => void inner.push(directive),
    })
    const own = scope()
    const locations = inner.flatMap((directive) => this.#location(directive, own))
    if (listens.length === 0) listens.push({ address: '0.0.0.0', port: 80, isDefault: false })
    return { listens, names, scope: own, locations }
  }

  #location(directive: Directive, around: Scope): readonly Location[] {
    const { args, block = [] } = directive
    const [first = '', second] = args
    const text = second ?? first
    const inner: Directive[] = []
    const { scope, handlers } = this.#scope({
      ...around,
      tryFiles: undefined,
      answer: undefined,
      proxy: undefined,
    })
    this.#each(block, { ...handlers, location: (_, nested) => void inner.push(nested) })
    const own = scope()
    const nested = inner.flatMap((one) => this.#location(one, own))
    const modifiers = { '=': 'exact', '^~': 'prefix first', '~': 'regex', '~*': 'regex' } as const
    const kind =
      second !== undefined && Object.hasOwn(modifiers, first)
        ? modifiers[first as keyof typeof modifiers]
        : text.startsWith('@')
          ? 'named'
          : 'prefix'
    if (kind !== 'regex') return [{ kind, text, scope: own }, ...nested]
    try {
      void new RegExp(text)
      return [{ kind, text, pattern: first === '~*' ? inAnyCase(text) : text, scope: own }, ...nested]
    } catch {
      throw new ConfigError(`pcre2_compile() failed: invalid pattern in "${text}"`, directive)
    }
  }

  /** What holds in a block, as far as it says it itself. */
  #scope(around: Scope): { readonly scope: () => Scope; readonly handlers: Readonly<Record<string, Handler>> } {
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
        const found = this.#formats.get(format)
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
      proxy_pass: ([url = ''], directive) => void (own.proxy = this.#proxied(url, directive)),
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

  #listen(args: readonly ByteString[], directive: Directive): Listen {
    const [written = '', ...rest] = args
    const [, address, port = '80'] = /^(?:(\[[0-9a-f:]+\]|[\d.]+(?=:)|\*):?)?(\d+)?$/i.exec(written) ?? []
    const isDefault = rest.includes('default_server')
    if (/^[\d.]+\.\d+$/.test(written)) return { address: written, port: 80, isDefault }
    if (address === undefined && !/^\d+$/.test(written)) {
      throw new ConfigError(`host not found in "${written}" of the "listen" directive`, directive)
    }
    if (Number(port) < 1 || Number(port) > 65_535) {
      throw new ConfigError(`invalid port in "${written}" of the "listen" directive`, directive)
    }
    return {
      address: address === undefined || address === '*' ? '0.0.0.0' : address.replace(/[[\]]/g, ''),
      port: Number(port),
      isDefault,
    }
  }

  #upstream({ block = [] }: Directive): { host: string; port: number; at: Directive }[] {
    return block.flatMap((at) => {
      if (at.name !== 'server') return []
      const [, host = '', port = '80'] = /^([^:]*)(?::(\d+))?$/.exec(at.args[0] ?? '') ?? []
      return [{ host, port: Number(port), at }]
    })
  }

  #proxied(url: ByteString, directive: Directive): Upstream {
    const [, scheme, host, name = '', port, path] = /^(\w+):\/\/(([^/:$]+)(?::(\d+))?)(\/.*)?$/.exec(url) ?? []
    if (scheme === undefined || host === undefined) {
      if (url.includes('$')) throw new ConfigError(`variables in "proxy_pass" are not simulated`, directive)
      throw new ConfigError('invalid URL prefix', directive)
    }
    if (scheme !== 'http') throw new ConfigError(`"${scheme}" in "proxy_pass" is not simulated`, directive)
    const group = port === undefined ? this.#upstreams.get(name) : undefined
    const servers = group ?? [{ host: name, port: Number(port ?? 80), at: directive }]
    const addresses = servers.flatMap(({ host, port, at }) => {
      const found = this.#lookup(host)
      if (found.length === 0)
        throw new ConfigError(`host not found in upstream "${group === undefined ? name : `${host}:${port}`}"`, at)
      return found.map((address) => ({ address, port }))
    })
    return { host, addresses, path }
  }

  #each(block: readonly Directive[], handlers: Readonly<Record<string, Handler>>): void {
    for (const directive of block) {
      const { name, args } = directive
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
      if (handler !== undefined) {
        const isBlock = ['http', 'events', 'types', 'server'].includes(name)
        if (!isBlock && args.length === 0)
          throw new ConfigError(`invalid number of arguments in "${name}" directive`, directive)
        handler(args, directive)
        continue
      }
      const fate = fateOf(name)
      if (fate === 'not simulated')
        this.#warnings.push(`the "${name}" directive is not simulated in ${directive.file}:${directive.line}`)
      if (fate !== 'unknown') continue
      throw new ConfigError(
        isKnownElsewhere(name) ? `"${name}" directive is not allowed here` : `unknown directive "${name}"`,
        directive,
      )
    }
  }
}

const elsewhere = new Set([
  'access_log', 'add_header', 'alias', 'autoindex', 'client_max_body_size', 'daemon', 'default_type', 'error_log', 'error_page', 'events',
  'http', 'index', 'listen', 'location', 'log_format', 'pid', 'proxy_pass', 'proxy_set_header', 'return', 'root', 'server', 'server_name',
  'server_tokens', 'try_files', 'types', 'upstream', 'user', 'worker_processes',
]) // prettier-ignore

const isKnownElsewhere = (name: string): boolean => elsewhere.has(name)

const swapped = (text: string): string =>
  text.replace(/[a-z]/gi, (char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()))

/** A pattern that takes letters for the other case, too. */
const inAnyCase = (pattern: string): string =>
  pattern.replace(/\\[^]|\[(\^?)([^\]]*)\]|[a-z]/gi, (found, not: string | undefined, set: string | undefined) => {
    if (found.startsWith('\\')) return found
    return set === undefined ? `[${found}${swapped(found)}]` : `[${not}${set}${swapped(set.replace(/\\[^]/g, ''))}]`
  })
