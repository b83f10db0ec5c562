import { formatSubnet, holds, parseAddress, parseSubnet } from '../../../../networks/address.js'
import type { Proc } from '../../../kernel/proc.js'
import { routesOf, type RouteEntry } from '../../../network/routes.js'
import { refuse, type IpRequest } from './request.js'

/** `ip route show`. */
export async function showRoutes(proc: Proc, { family = 4, words }: IpRequest): Promise<number> {
  const at = words.indexOf('dev')
  const device = at < 0 ? undefined : words[at + 1]
  const [prefix] = words.filter((_, index) => at < 0 || (index !== at && index !== at + 1))
  const subnet = prefix === undefined ? undefined : parseSubnet(prefix)
  const wanted = subnet === undefined ? undefined : formatSubnet(subnet)
  const routes = routesOf(proc.host.network.interfaces(), family)
    .filter((route) => device === undefined || route.device === device)
    .filter(({ text }) => wanted === undefined || text === wanted)
  await proc.write(1, routes.map((route) => `${lineOf(route, family)}\n`).join(''))
  return 0
}

function lineOf({ text, gateway, device, source }: RouteEntry, family: 4 | 6): string {
  const way = `${text}${gateway === undefined ? '' : ` via ${gateway}`} dev ${device} `
  if (family === 6) return `${way} metric ${gateway === undefined ? 256 : 1024} `
  return gateway === undefined ? `${way}scope link  src ${source} ` : way
}

/** `ip route get ADDRESS`. */
export async function getRoute(proc: Proc, { words: [text = ''] }: IpRequest): Promise<number> {
  const address = parseAddress(text)
  if (address === undefined) return refuse(proc, 'need at least destination address', 1)
  const { family } = address
  const interfaces = proc.host.network.interfaces()
  const own = interfaces.flatMap(({ addresses }) => addresses.map((one) => one.split('/')[0]!))
  if (own.includes(text) || (family === 4 && text.startsWith('127.'))) {
    await proc.write(1, `local ${text} dev lo  src ${text} \n`)
    return 0
  }
  const [route] = routesOf(interfaces, family)
    .filter(({ to }) => holds(to, address))
    .sort((a, b) => b.to.bits - a.to.bits)
  if (route === undefined) return refuse(proc, 'RTNETLINK answers: Network is unreachable', 2)
  const { gateway, device } = route
  const via = gateway === undefined ? '' : ` via ${gateway}`
  const source = sourceOn(device, family, interfaces)
  const [from, metric] = family === 4 ? ['', ''] : [' from ::', ` metric ${gateway === undefined ? 256 : 1024} `]
  await proc.write(1, `${text}${from}${via} dev ${device}  src ${source} ${metric}\n`)
  return 0
}

function sourceOn(
  device: string,
  family: 4 | 6,
  interfaces: ReturnType<Proc['host']['network']['interfaces']>,
): string {
  const addresses = interfaces.find(({ name }) => name === device)?.addresses ?? []
  return addresses.find((one) => one.includes(':') === (family === 6))?.split('/')[0] ?? ''
}
