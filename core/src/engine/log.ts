/** How much is logged; each level includes those before it. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const

/** One of `logLevels`. */
export type LogLevel = (typeof logLevels)[number]

/** Writes one line an event. */
export interface Logger {
  error(line: string): void
  warn(line: string): void
  info(line: string): void
  debug(line: string): void
  /** A logger whose lines begin with a scope, `[name] …`. */
  scoped(scope: string): Logger
}

/** A logger that hands its lines, up to a level, to `write`. */
export function createLogger(level: LogLevel, write: (line: string, level: LogLevel) => void, scope = ''): Logger {
  const enabled = logLevels.indexOf(level)
  const at = (own: LogLevel) => (line: string) => {
    if (logLevels.indexOf(own) <= enabled) write(scope + line, own)
  }
  return Object.freeze({
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    scoped: (name: string) => createLogger(level, write, `${scope}[${name}] `),
  })
}

/** Logs nothing. */
export const silent: Logger = createLogger('error', () => undefined)
