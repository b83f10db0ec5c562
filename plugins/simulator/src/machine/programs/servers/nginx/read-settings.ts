import type { ByteString } from '../../../byte-string.js'
import { inAnyCase } from './in-any-case.js'
import { listenOf } from './listen.js'
import { combined, outermost } from './outermost.js'
import { ConfigError, type Directive } from './parse.js'
import { readEach, type Handlers } from './read-each.js'
import { scopeReader } from './read-scope.js'
import type { Listen, Location, NginxSettings, Scope, VirtualServer } from './settings.js'
import { membersOf, type Lookup, type Member } from './upstreams.js'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Makes settings of directives. Throws `ConfigError`, in nginx' words. */
export class SettingsReader {
  readonly #lookup: Lookup
  readonly #formats = new Map<ByteString, ByteString>([['combined', combined]])
  readonly #upstreams = new Map<ByteString, readonly Member[]>()
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
      if (one.name === 'upstream') this.#upstreams.set(one.args[0] ?? '', membersOf(one))
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
      listen: (args, directive) => void listens.push(listenOf(args, directive)),
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

  #scope(around: Scope): ReturnType<typeof scopeReader> {
    return scopeReader(around, { formats: this.#formats, upstreams: this.#upstreams, lookup: this.#lookup })
  }

  #each(block: readonly Directive[], handlers: Handlers): void {
    readEach(block, handlers, this.#warnings)
  }
}
