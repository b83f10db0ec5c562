import { lookup } from 'node:dns/promises'
import { realpath } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { EngineHandle } from 'libswarm-core'
import type { Endpoint } from './address.js'

/**
 * Rejects with `LoopDetected` where the engine's address is one that the daemon itself is going to listen on, however
 * either of them is spelled. A way back through others shows in the calls that come round (`hops.ts`).
 */
export async function refuseLoop(
  { at, shown }: Endpoint,
  listening: readonly string[],
  error: EngineHandle['error'],
): Promise<void> {
  // What a path on another host is there, nobody knows here.
  if ('ssh' in at) return
  const back = 'path' in at ? await isSocketOf(at.path, listening) : await isPortOf(at.host, at.port, listening)
  if (back) throw error('LoopDetected', `forward loop: swarmd itself is to listen at ${shown}`)
}

async function isSocketOf(path: string, listening: readonly string[]): Promise<boolean> {
  const own = listening.flatMap((address) => /^unix:\/\/(.+)$/s.exec(address)?.[1] ?? [])
  if (own.length === 0) return false
  const real = await realOf(path)
  return (await Promise.all(own.map(realOf))).includes(real)
}

/** The path without links; the socket itself may not be there yet. */
async function realOf(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  const whole = join(folder, basename(path))
  return realpath(whole).catch(() => whole)
}

async function isPortOf(host: string, port: number, listening: readonly string[]): Promise<boolean> {
  const own = listening.flatMap((address) => {
    const [, bracketed, name, digits] = /^(?:tcp|tls):\/\/(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(address) ?? []
    return Number(digits) === port ? [bracketed ?? name ?? ''] : []
  })
  if (own.length === 0) return false
  // A name that cannot be looked up leads nowhere.
  const reached = await lookup(host, { all: true }).catch(() => [])
  return reached.some(({ address }) => own.some((listened) => isReached(address, listened)))
}

/** Whether who connects to an address reaches what listens on another. */
function isReached(address: string, listened: string): boolean {
  if (listened === '::') return isLocal(address)
  if (listened === '0.0.0.0') return !address.includes(':') && isLocal(address)
  return address === listened
}

function isLocal(address: string): boolean {
  if (/^127\./.test(address) || ['::1', '::', '0.0.0.0'].includes(address)) return true
  return Object.values(networkInterfaces()).some((some) => some?.some((own) => own.address === address))
}
