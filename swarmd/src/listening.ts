import { homedir } from 'node:os'
import { join } from 'node:path'
import { swarmError, type ListenAddress, type TlsFiles } from 'libswarm-core'
import type { Config } from './config/config.js'
import type { Listening } from './config/listening.js'
import { configError } from './config/node.js'

type Settings = Config['settings']

/** The files of TLS, and where they are when nobody says (dockerd's `cmd/dockerd/options.go`). */
const files = { tlscacert: 'ca.pem', tlscert: 'cert.pem', tlskey: 'key.pem' } as const

/**
 * The addresses to listen on, with the files of those that speak TLS. Flags and keys about TLS are for every TCP address
 * that does not say something else itself, as dockerd has them. Throws where files are named and none speaks TLS.
 */
export function addressesOf({ settings }: Config): readonly ListenAddress[] {
  const addresses = settings.listen.value.map((one) => secure(one, settings))
  if (!speaksTls(settings) && addresses.every((one) => typeof one === 'string')) refuseIdle(settings)
  return addresses
}

/** What of the settings about TLS has no effect, a sentence each. */
export function idleOf({ settings }: Config, addresses: readonly ListenAddress[]): readonly string[] {
  const named = settings.tlscacert.value !== undefined || settings.listen.value.some((one) => 'tlscacert' in one)
  const used = addresses.some((one) => typeof one !== 'string' && one.tls?.ca !== undefined)
  return named && !used ? ['tlscacert is not used: without tlsverify no client is asked for a certificate'] : []
}

/** `--tlsverify=false` speaks TLS, too: dockerd reads it so. */
function speaksTls({ tls, tlsverify }: Settings): boolean {
  return tls.value || tlsverify.source.kind !== 'default'
}

function secure(one: Listening, settings: Settings): ListenAddress {
  const { address } = one
  const own = one.tlsverify === undefined ? one.tls : true
  if (!(isTls(address) || (own ?? (speaksTls(settings) && isTcp(address))))) return address
  const file = (name: keyof typeof files) =>
    one[name] ?? settings[name].value ?? join(homedir(), '.docker', files[name])
  const tls: TlsFiles = { cert: file('tlscert'), key: file('tlskey') }
  return { address, tls: (one.tlsverify ?? settings.tlsverify.value) ? { ...tls, ca: file('tlscacert') } : tls }
}

function isTls(address: string): boolean {
  return address.startsWith('tls://')
}

/** Whether TLS could be spoken at an address, or at what systemd passes; what is wrong is told by who listens there. */
function isTcp(address: string): boolean {
  return /^(tcp|fd):\/\//.test(address) || !address.includes('://')
}

function refuseIdle(settings: Settings): void {
  for (const name of Object.keys(files) as (keyof typeof files)[]) {
    const { source } = settings[name]
    if (source.kind === 'file') throw configError(source.place, `"${name}" requires "tls" or "tlsverify"`)
    if (source.kind === 'flag') throw swarmError('InvalidParameter', `${source.flag} requires --tls or --tlsverify`)
  }
}
