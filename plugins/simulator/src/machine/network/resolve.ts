import { isIP } from 'node:net'
import { fromBytes } from '../byte-string.js'
import { Errno } from '../errno.js'
import { root } from '../files/container-files.js'
import type { Proc } from '../kernel/proc.js'

/**
 * The addresses of a name, as `getaddrinfo` of the container finds them: an address itself, what `/etc/hosts` says, then
 * what its nameservers know. None where nobody knows it.
 */
export function resolveHost({ host }: Pick<Proc, 'host'>, name: string): readonly string[] {
  if (isIP(name) !== 0) return [name]
  const own = inHosts(hostsOf(host), name.toLowerCase())
  return own.length > 0 ? own : host.network.lookup(name)
}

function hostsOf({ files }: Proc['host']): string {
  try {
    return fromBytes(files.readFile('/etc/hosts', root))
  } catch (thrown) {
    if (thrown instanceof Errno) return ''
    throw thrown
  }
}

function inHosts(text: string, name: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
  return lines.flatMap(([address = '', ...names]) =>
    isIP(address) !== 0 && names.some((one) => one.toLowerCase() === name) ? [address] : [],
  )
}
