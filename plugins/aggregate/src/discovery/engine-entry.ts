import { readEntry } from './entry.js'
import type { ChildEntry } from './source.js'

/** An engine of which nothing but its address is known. */
export interface EngineAddress {
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
}

/** How the engine is spoken to. */
export interface EngineWords {
  readonly tls: boolean
  /** What `forward` is given behind the address: `--tlscertpath /certs`. */
  readonly words: readonly string[]
}

/** The port that an engine listens on unless it was told otherwise. */
export const portOf = (tls: boolean): number => (tls ? 2376 : 2375)

/**
 * The child for an engine: `forward` to its address, named for its host, with the port where that is not the usual one.
 * The colons of an IPv6 address are `-` in its name, and `0` stands before one that begins with them.
 */
export function engineEntry({ host, port }: EngineAddress, { tls, words }: EngineWords = plain): ChildEntry {
  const place = host.includes(':') ? `[${host}]` : host
  const name = host.replace(/^:/, '0:').replaceAll(/[:%]/g, '-')
  const spec = ['forward', `${tls ? 'tls' : 'tcp'}://${place}:${port}`, ...words].join(' ')
  return readEntry(port === portOf(tls) ? name : `${name}-${port}`, spec)
}

const plain: EngineWords = { tls: false, words: [] }
