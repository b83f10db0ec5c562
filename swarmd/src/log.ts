import { createLogger, type Logger, type LogLevel } from 'libswarm-core'
import { escapeControls } from './output.js'

const prefixes: Readonly<Record<LogLevel, string>> = { error: 'error: ', warn: 'warning: ', info: '', debug: 'debug: ' }

/** Logs to standard error, one event a line; a stack keeps its lines. */
export function stderrLogger(level: LogLevel): Logger {
  return createLogger(level, (line, own) => {
    process.stderr.write(`swarmd: ${prefixes[own]}${escapeControls(line, '\n\t')}\n`)
  })
}
