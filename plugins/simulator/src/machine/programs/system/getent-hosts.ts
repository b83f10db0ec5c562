import { isIP } from 'node:net'
import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { isSix, mapped } from '../../network/addresses.js'
import { hostsLines, resolveHost } from '../../network/resolve.js'

/** A host as `gethostbyname` gives it. */
interface HostEntry {
  readonly address: string
  readonly names: readonly string[]
}

/** What `getent hosts`, `ahosts`, `ahostsv4` or `ahostsv6` prints of a name or an address; nothing where nobody knows it. */
export function hostAnswer(proc: Proc, database: string, key: ByteString): string {
  if (database !== 'hosts') return allAddresses(proc, database, key)
  const entries = isIP(key) === 0 ? named(proc, key) : addressed(proc, key)
  if (proc.flavor === 'gnu') return entries.map(({ address, names }) => gnuLine(address, names)).join('')
  return entries
    .slice(0, 1)
    .map((entry) => muslLine(entry, key))
    .join('')
}

export const gnuLine = (address: string, names: readonly string[]): string =>
  `${address.padEnd(15)} ${names.join(' ')}\n`

/** musl has the name of a host among its aliases, too, and what it was asked by. */
function muslLine({ address, names: [name = ''] }: HostEntry, key: string): string {
  const aliases = isIP(key) !== 0 || key === name ? [name] : [name, key]
  return `${address.padEnd(16)}  ${name}  ${aliases.join(' ')}\n`
}

/** glibc gives those of IPv6 alone where there are any; musl those of IPv4. */
function named(proc: Proc, name: string): readonly HostEntry[] {
  const lines = hostsLines(proc).filter(([, ...names]) => names.includes(name))
  const known = lines.map(([address = '', ...names]) => ({ address, names }))
  const all = known.length > 0 ? known : resolveHost(proc, name).map((address) => ({ address, names: [name] }))
  const six = all.filter(({ address }) => isSix(address))
  const four = all.filter(({ address }) => !isSix(address))
  const [first, second] = proc.flavor === 'gnu' ? [six, four] : [four, six]
  const chosen = first.length > 0 ? first : second
  // Of a file it is the first line.
  return known.length > 0 ? chosen.slice(0, 1) : chosen
}

function addressed(proc: Proc, address: string): readonly HostEntry[] {
  const line = hostsLines(proc).find(([own]) => own === address)
  if (line !== undefined) return [{ address, names: line.slice(1) }]
  const name = proc.host.network.reverse(address)
  return name === undefined ? [] : [{ address, names: [name] }]
}

const types = ['STREAM', 'DGRAM', 'RAW']

function allAddresses(proc: Proc, database: string, key: string): string {
  const found = resolveHost(proc, key)
  const six = found.filter(isSix)
  const four = found.filter((address) => !isSix(address))
  const wanted = {
    ahosts: [...six, ...four],
    ahostsv4: four,
    // Where there is none, those of IPv4 are written so.
    ahostsv6: six.length > 0 ? six : four.map(mapped),
  }[database]
  const name = hostsLines(proc).find(([, ...names]) => names.includes(key))?.[1] ?? key
  return (wanted ?? [])
    .flatMap((address, at) =>
      types.map((type, index) => `${address.padEnd(15)} ${type.padEnd(6)} ${at + index === 0 ? name : ''}\n`),
    )
    .join('')
}
