import { resolve } from 'node:path'
import { formatAddress, parseAddress, type Address } from '../address.js'
import { swarmError } from '../errors.js'
import type { TlsFiles } from './tls-files.js'

/** An address to listen on, in every form that `docker -H` takes; with files, TLS is spoken there. */
export type ListenAddress = string | { readonly address: string; readonly tls?: TlsFiles }

/** An address to listen on as it was understood. */
export interface Asked {
  readonly address: Address
  /** Of every address with TLS, and of no other. */
  readonly tls: TlsFiles | undefined
}

/** Reads an address to listen on. Throws `InvalidParameter` with what is wrong and what would be right. */
export function parseListen(listen: ListenAddress): Asked {
  const { address: text, tls } = typeof listen === 'string' ? { address: listen } : listen
  const address = parseAddress(text, tls !== undefined)
  if (address.kind === 'unix' && tls !== undefined) {
    throw swarmError('InvalidParameter', `invalid address ${JSON.stringify(text)}: TLS is spoken on TCP only`)
  }
  if (address.kind === 'tcp' && address.tls && tls === undefined) {
    throw swarmError('InvalidParameter', `invalid address ${JSON.stringify(text)}: TLS needs a certificate and a key`)
  }
  return { address, tls }
}

/** Reads all addresses to listen on. One that is there twice is an error, too. */
export function parseListens(listens: readonly ListenAddress[]): readonly Asked[] {
  const seen = new Set<string>()
  return listens.map((listen) => {
    const asked = parseListen(listen)
    const { address } = asked
    const full = formatAddress(address)
    // With TLS and without are one port; port 0 is a different one each time.
    const place = address.kind === 'unix' ? resolve(address.path) : full.replace(/^tls:/, 'tcp:')
    if (seen.has(place)) {
      const text = typeof listen === 'string' ? listen : listen.address
      throw swarmError('InvalidParameter', `duplicate address ${JSON.stringify(text)}: ${full} is given twice`)
    }
    if (address.kind !== 'tcp' || address.port !== 0) seen.add(place)
    return asked
  })
}
