import type { MakeError } from '../errors.js'
import type { HostConfig } from './container.js'

const shared = ['mode', 'max-buffer-size']
const described = ['labels', 'labels-regex', 'env', 'env-regex', 'tag']

// The drivers that moby brings along, with the options of each (`daemon/logger`).
const drivers: Readonly<Record<string, { readonly options: readonly string[]; readonly called?: string }>> = {
  'json-file': { options: ['max-file', 'max-size', 'compress', ...described] },
  local: { options: ['max-file', 'max-size', 'compress'], called: 'log driver local' },
  syslog: {
    options: [
      ...['syslog-address', 'syslog-facility', 'syslog-format', 'syslog-tls-ca-cert', 'syslog-tls-cert'],
      ...['syslog-tls-key', 'syslog-tls-skip-verify', ...described],
    ],
  },
  journald: { options: described },
}

/** Throws `InvalidParameter` for a log driver that is not there, or an option that it does not have. */
export function checkLogging({ LogConfig }: HostConfig, error: MakeError): void {
  const type = LogConfig?.Type ?? 'json-file'
  if (type === 'none') return
  const driver = Object.hasOwn(drivers, type) ? drivers[type] : undefined
  if (driver === undefined) {
    throw error('InvalidParameter', `error looking up logging plugin ${type}: plugin "${type}" not found`)
  }
  const options = LogConfig?.Config ?? {}
  const { mode = '' } = options
  if (!['', 'blocking', 'non-blocking'].includes(mode)) {
    throw error('InvalidParameter', `logger: logging mode not supported: ${mode}`)
  }
  if (Object.hasOwn(options, 'max-buffer-size') && mode !== 'non-blocking') {
    throw error('InvalidParameter', "logger: max-buffer-size option is only supported with 'mode=non-blocking'")
  }
  const unknown = Object.keys(options).find((option) => !shared.includes(option) && !driver.options.includes(option))
  if (unknown === undefined) return
  throw error('InvalidParameter', `unknown log opt '${unknown}' for ${driver.called ?? `${type} log driver`}`)
}
