import { posix } from 'node:path'
import type { MakeError } from '../errors.js'
import type { Config } from './container.js'
import { parseSignal } from './signals.js'

/** Nanoseconds: the shortest that a health check may say. */
const millisecond = 1_000_000

/** Checks `Config` and completes its paths, as moby's `validateContainerConfig`. Throws `InvalidParameter`. */
export function checkConfig(config: Config, error: MakeError): Config {
  const workingDir = config.WorkingDir ?? ''
  if (workingDir !== '' && !workingDir.startsWith('/')) {
    const sentence = `the working directory '${workingDir}' is invalid, it needs to be an absolute path`
    throw error('InvalidParameter', sentence)
  }
  if ((config.StopSignal ?? '') !== '') parseSignal(config.StopSignal!, error)
  for (const variable of config.Env ?? []) {
    if (/^(=|$)/.test(variable)) throw error('InvalidParameter', `invalid environment variable: ${variable}`)
  }
  checkHealth(config.Healthcheck, error)
  return workingDir === '' ? config : { ...config, WorkingDir: cleaned(workingDir) }
}

function checkHealth(health: Config['Healthcheck'], error: MakeError): void {
  if (health === undefined) return
  for (const name of ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const) {
    const length = health[name] ?? 0
    if (length !== 0 && length < millisecond) {
      throw error('InvalidParameter', `${name} in Healthcheck cannot be less than 1ms`)
    }
  }
  if ((health.Retries ?? 0) < 0) throw error('InvalidParameter', 'Retries in Healthcheck cannot be negative')
}

const cleaned = (path: string): string => posix.normalize(path).replace(/(.)\/$/, '$1')
