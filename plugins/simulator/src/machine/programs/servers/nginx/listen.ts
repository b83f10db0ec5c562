import type { ByteString } from '../../../byte-string.js'
import { ConfigError, type Directive } from './parse.js'
import type { Listen } from './settings.js'

/** Reads a `listen` directive. Throws `ConfigError`. */
export function listenOf(args: readonly ByteString[], directive: Directive): Listen {
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
