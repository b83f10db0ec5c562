import { formatAddress, lastOf, parseSubnet } from '../../../networks/address.js'
import type { Proc, Program } from '../../kernel/proc.js'
import type { NetworkInterface } from '../../network/host-network.js'
import { maskOf } from '../../network/proc-texts.js'
import { complain } from '../complain.js'
import { procFile } from '../shared/proc-file.js'

/** Shows interfaces. What would change one is refused, as without the capability NET_ADMIN. */
export const ifconfig: Program = async (proc) => {
  const [name, change] = proc.argv.slice(1).filter((word) => word !== '-a')
  const all = [...proc.host.network.interfaces()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const chosen = name === undefined ? all : all.filter((one) => one.name === name)
  if (chosen.length === 0) {
    await complain(proc, `${name}: error fetching interface information: Device not found`)
    return 1
  }
  if (change !== undefined) {
    const call = ['up', 'down'].includes(change) ? 'SIOCSIFFLAGS' : 'SIOCSIFADDR'
    await complain(proc, `${call}: Operation not permitted`)
    return 1
  }
  const counts = countsOf(proc)
  for (const one of chosen) await proc.write(1, `${describe(one, counts.get(one.name) ?? none).join('\n')}\n\n`)
  return 0
}

interface Counts {
  readonly received: readonly [bytes: number, packets: number]
  readonly sent: readonly [bytes: number, packets: number]
}
const none: Counts = { received: [0, 0], sent: [0, 0] }

/** What `/proc/net/dev` has counted. */
function countsOf(proc: Proc): ReadonlyMap<string, Counts> {
  const lines = procFile(proc, 'net/dev').split('\n').slice(2)
  return new Map(
    lines.flatMap((line) => {
      const [name, counts] = line.split(':')
      const numbers = (counts ?? '').trim().split(/\s+/).map(Number)
      if (name === undefined || numbers.length < 10) return []
      return [[name.trim(), { received: [numbers[0]!, numbers[1]!], sent: [numbers[8]!, numbers[9]!] }]]
    }),
  )
}

function describe(one: NetworkInterface, { received, sent }: Counts): readonly string[] {
  const { name, mac, mtu, addresses } = one
  const isLoopback = name === 'lo'
  const link = isLoopback ? 'Local Loopback  ' : `Ethernet  HWaddr ${mac.toUpperCase()}  `
  const flags = isLoopback ? 'UP LOOPBACK RUNNING' : 'UP BROADCAST RUNNING MULTICAST'
  const rest = [
    ...addresses.flatMap((address) => addressLine(address, isLoopback)),
    `${flags}  MTU:${mtu}  Metric:1`,
    `RX packets:${received[1]} errors:0 dropped:0 overruns:0 frame:0`,
    `TX packets:${sent[1]} errors:0 dropped:0 overruns:0 carrier:0`,
    `collisions:0 txqueuelen:${isLoopback ? '1000' : '0'} `,
    `RX bytes:${received[0]} (${scaled(received[0])})  TX bytes:${sent[0]} (${scaled(sent[0])})`,
  ]
  return [`${name.padEnd(10)}Link encap:${link}`, ...rest.map((line) => `          ${line}`)]
}

function addressLine(address: string, isLoopback: boolean): readonly string[] {
  const subnet = parseSubnet(address)
  if (subnet === undefined) return []
  if (subnet.family === 6) return [`inet6 addr: ${address} Scope:${isLoopback ? 'Host' : 'Global'}`]
  const broadcast = isLoopback ? '' : `  Bcast:${formatAddress({ family: 4, value: lastOf(subnet) })}`
  const mask = formatAddress({ family: 4, value: maskOf(subnet) })
  return [`inet addr:${address.split('/')[0]}${broadcast}  Mask:${mask}`]
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** With one digit behind the point, which is cut and not rounded. */
function scaled(bytes: number): string {
  let [whole, tenths, unit] = [bytes, 0, 0]
  while (whole >= 1024 && unit < units.length - 1) {
    tenths = Math.floor(((whole % 1024) * 10) / 1024)
    whole = Math.floor(whole / 1024)
    unit++
  }
  return `${whole}.${tenths} ${units[unit]}`
}
