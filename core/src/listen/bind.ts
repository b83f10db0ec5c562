import type { ListenOptions, Server } from 'node:net'
import { formatAddress, type Address } from '../address.js'
import { swarmError, type SwarmError } from '../errors.js'

/** Calls `server.listen` and waits for its outcome. */
export function bind(server: Server, options: ListenOptions & { readonly fd?: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

/** The error of an address that cannot be listened on. */
export function cannotListen(address: Address, reason: string, cause?: unknown): SwarmError {
  return swarmError('Unavailable', `cannot listen on ${formatAddress(address)}: ${reason}`, cause)
}

/** The system's reason in a word or two (`address already in use`). */
export function reasonOf(thrown: unknown): string {
  return reasons[codeOf(thrown)] ?? (thrown instanceof Error ? thrown.message : String(thrown))
}

/** The system's name for what went wrong (`EADDRINUSE`); empty where it has none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is already in use',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
}
