import { formatAddress, lastOf, parseSubnet } from '../../../../networks/address.js'
import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { NetworkInterface } from '../../../network/host-network.js'
import { refuse, type IpRequest } from './request.js'

/** What is shown of all that there is. */
interface Filter {
  readonly device: ByteString | undefined
  readonly scope: ByteString | undefined
}

const forEver = '       valid_lft forever preferred_lft forever'
const nobody = '00:00:00:00:00:00'
const everybody = 'ff:ff:ff:ff:ff:ff'

/** `ip addr show`. */
export async function showAddresses(proc: Proc, { family, oneLine, words }: IpRequest): Promise<number> {
  const filter = filterOf(words)
  if (typeof filter === 'string') return refuse(proc, filter, 2)
  const chosen = choose(proc, filter)
  if (typeof chosen === 'string') return refuse(proc, chosen, 1)
  const blocks = chosen.flatMap((one) => {
    const lines = addressLines(one, family, filter.scope)
    if (oneLine) return lines.map(([address]) => `${one.index}: ${one.name}${address}\\${forEver}`)
    if (family !== undefined && lines.length === 0) return []
    return [headOf(one, family), ...(family === undefined ? [linkOf(one)] : []), ...lines.flat()]
  })
  await proc.write(1, blocks.map((line) => `${line}\n`).join(''))
  return 0
}

/** `ip link show`. */
export async function showLinks(proc: Proc, { oneLine, words }: IpRequest): Promise<number> {
  const filter = filterOf(words)
  if (typeof filter === 'string') return refuse(proc, filter, 2)
  const chosen = choose(proc, filter)
  if (typeof chosen === 'string') return refuse(proc, chosen, 1)
  const between = oneLine ? '\\' : '\n'
  await proc.write(1, chosen.map((one) => `${headOf(one, undefined)}${between}${linkOf(one)}\n`).join(''))
  return 0
}

/** Returns what is wrong. */
function filterOf(words: readonly ByteString[]): Filter | string {
  let device: ByteString | undefined
  let scope: ByteString | undefined
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (word === 'scope') scope = words[++at]
    else if (word !== 'up') {
      if (device !== undefined) return `either "dev" is duplicate, or "${word}" is garbage`
      device = word === 'dev' || word === 'label' ? words[++at] : word
    }
  }
  return { device, scope }
}

function choose({ host }: Proc, { device }: Filter): readonly NetworkInterface[] | string {
  const all = host.network.interfaces()
  if (device === undefined) return all
  const found = all.filter(({ name }) => name === device)
  return found.length > 0 ? found : `can't find device '${device}'`
}

function headOf({ index, name, pair, mtu }: NetworkInterface, family: 4 | 6 | undefined): string {
  const ofPair = pair === undefined ? '' : ',M-DOWN'
  const flags = name === 'lo' ? 'LOOPBACK,UP,LOWER_UP' : `BROADCAST,MULTICAST,UP,LOWER_UP${ofPair}`
  const queue = `${family === 6 ? '' : 'qdisc noqueue '}${name === 'lo' ? 'qlen 1000' : ''}`
  return `${index}: ${name}${pair === undefined ? '' : `@if${pair}`}: <${flags}> mtu ${mtu} ${queue}`
}

const linkOf = ({ name, mac }: NetworkInterface): string =>
  name === 'lo' ? `    link/loopback ${nobody} brd ${nobody}` : `    link/ether ${mac} brd ${everybody}`

function addressLines(
  { name, addresses }: NetworkInterface,
  family: 4 | 6 | undefined,
  wanted: ByteString | undefined,
): readonly (readonly [string, string])[] {
  const scope = name === 'lo' ? 'host' : 'global'
  if (wanted !== undefined && wanted !== scope) return []
  return addresses.flatMap((address): readonly (readonly [string, string])[] => {
    const subnet = parseSubnet(address)
    if (subnet === undefined || (family !== undefined && subnet.family !== family)) return []
    if (subnet.family === 6) {
      return [[`    inet6 ${address} scope ${scope} ${name === 'lo' ? '' : 'flags 02 '}`, forEver]]
    }
    const broadcast = name === 'lo' ? '' : ` brd ${formatAddress({ family: 4, value: lastOf(subnet) })}`
    return [[`    inet ${address}${broadcast} scope ${scope} ${name}`, forEver]]
  })
}
