import { createLogger, type Logger, type LogLevel } from 'libswarm-core'
import { escapeControls } from './output.js'

const prefixes: Readonly<Record<LogLevel, string>> = { error: 'error: ', warn: 'warning: ', info: '', debug: 'debug: ' }

/** What may wait for a reader that has stopped, in bytes. */
const mostWaiting = 1024 * 1024

/** Logs to standard error, one event a line; a stack keeps its lines. Lines that nobody reads are dropped and counted. */
export function stderrLogger(level: LogLevel): Logger {
  let dropped = 0
  return createLogger(level, (line, own) => {
    if (process.stderr.writableLength > mostWaiting) {
      dropped++
      return
    }
    if (dropped > 0) process.stderr.write(`swarmd: warning: ${dropped} lines were dropped, nobody read them\n`)
    dropped = 0
    process.stderr.write(`swarmd: ${prefixes[own]}${escapeControls(line, '\n\t')}\n`)
  })
}
