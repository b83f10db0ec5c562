import { formatAddress } from '../../../networks/address.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { maskOf } from '../../network/proc-texts.js'
import { routesOf, type RouteEntry } from '../../network/routes.js'
import { complain } from '../complain.js'
import { readOptions } from '../options.js'

/** How a routing table is shown. */
export interface TableStyle {
  /** Addresses, and no words for those that mean something. */
  readonly numeric: boolean
  /** With what TCP makes of it, as `netstat -r` has it. */
  readonly extended: boolean
}

/** Shows the routing table. What would change it is refused, as without the capability NET_ADMIN. */
export const route: Program = async (proc) => {
  const words = readOptions(proc, { short: 'A:ne' })
  if (words === undefined) return 1
  const [action] = words.operands
  if (action !== undefined) {
    await complain(proc, `${action === 'del' ? 'SIOCDELRT' : 'SIOCADDRT'}: Operation not permitted`)
    return 1
  }
  await proc.write(1, routingTable(proc, { numeric: words.has('n'), extended: words.has('e') }))
  return 0
}

/** The table of IPv4, with its heads. */
export function routingTable({ host }: Proc, style: TableStyle): string {
  const columns = style.extended ? 'Flags   MSS Window  irtt Iface' : 'Flags Metric Ref    Use Iface'
  const lines = routesOf(host.network.interfaces(), 4).map((entry) => lineOf(entry, style))
  return `Kernel IP routing table\nDestination     Gateway         Genmask         ${columns}\n${lines.join('')}`
}

function lineOf({ to, gateway, device }: RouteEntry, { numeric, extended }: TableStyle): string {
  const address = formatAddress({ family: 4, value: to.first })
  const target = to.bits === 0 && !numeric ? 'default' : address
  const via = gateway ?? (numeric ? '0.0.0.0' : '*')
  const mask = formatAddress({ family: 4, value: maskOf(to) })
  const flags = gateway === undefined ? 'U' : 'UG'
  const places = `${target.padEnd(15)} ${via.padEnd(15)} ${mask.padEnd(16)}${flags.padEnd(6)}`
  return `${places}${extended ? '    0 0          0' : '0      0        0'} ${device}\n`
}
