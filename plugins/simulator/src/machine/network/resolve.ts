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
  const wanted = name.toLowerCase()
  const own = hostsLines({ host }).flatMap(([address = '', ...names]) =>
    names.some((one) => one.toLowerCase() === wanted) ? [address] : [],
  )
  return own.length > 0 ? own : host.network.lookup(name)
}

/** The name of an address: the first that `/etc/hosts` has for it, or what its nameservers know. */
export function nameOfAddress({ host }: Pick<Proc, 'host'>, address: string): string | undefined {
  const line = hostsLines({ host }).find(([own]) => own === address)
  return line?.[1] ?? host.network.reverse(address)
}

/** What a name is called in full: the first name of its line in `/etc/hosts`, or itself. */
export function canonicalName(proc: Pick<Proc, 'host'>, name: string): string {
  const own = hostsLines(proc).find((words) => words.slice(1).includes(name))
  return own?.[1] ?? name
}

/** The lines of `/etc/hosts`: an address, and its names. */
export const hostsLines = ({ host }: Pick<Proc, 'host'>): readonly (readonly string[])[] =>
  hostsOf(host)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([address = '', name]) => isIP(address) !== 0 && name !== undefined)

function hostsOf({ files }: Proc['host']): string {
  try {
    return fromBytes(files.readFile('/etc/hosts', root))
  } catch (thrown) {
    if (thrown instanceof Errno) return ''
    throw thrown
  }
}
