import type { ByteString } from '../../../byte-string.js'
import { fateOf } from './directives.js'
import { ConfigError, type Directive } from './parse.js'

/** What is done with a directive. */
export type Handler = (args: readonly ByteString[], directive: Directive) => void

/** What is done with the directives that a block may have, by their names. */
export type Handlers = Readonly<Record<string, Handler>>

/** What nginx has in some block that is simulated. */
const elsewhere = new Set([
  'access_log', 'add_header', 'alias', 'autoindex', 'client_max_body_size', 'daemon', 'default_type', 'error_log', 'error_page', 'events',
  'http', 'index', 'listen', 'location', 'log_format', 'pid', 'proxy_pass', 'proxy_set_header', 'return', 'root', 'server', 'server_name',
  'server_tokens', 'try_files', 'types', 'upstream', 'user', 'worker_processes',
]) // prettier-ignore

/** Reads a block; warns of what is not simulated. Throws `ConfigError` for what the block may not have. */
export function readEach(block: readonly Directive[], handlers: Handlers, warnings: string[]): void {
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
      warnings.push(`the "${name}" directive is not simulated in ${directive.file}:${directive.line}`)
    if (fate !== 'unknown') continue
    throw new ConfigError(
      elsewhere.has(name) ? `"${name}" directive is not allowed here` : `unknown directive "${name}"`,
      directive,
    )
  }
}
