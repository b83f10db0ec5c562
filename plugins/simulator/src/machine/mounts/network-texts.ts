import type { Container } from '../../containers/container.js'
import { hasNames, type Endpoint, type Network } from '../../networks/network.js'
import { withoutBits } from '../../networks/places.js'
import { hostnameOf } from '../../processes/hostname.js'
import { fromText, type ByteString } from '../byte-string.js'
import type { RuntimeFiles } from './runtime-files.js'

/** What is known of a container's network besides what its own record says. */
export interface NetworkNames {
  /** The container whose network it shares, and with that its files. */
  readonly ownerOf: (container: Container) => Container | undefined
  /** The containers that it is linked to on the default network: their addresses, and what they are called there. */
  readonly linksOf: (container: Container) => readonly { readonly address: string; readonly names: string }[]
  /** The address that `host-gateway` stands for. */
  readonly hostGateway: () => string
  /** What the host is called. */
  readonly hostName: string
}

const everybody = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'ff00::0\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
]

/** That of the simulated host, which who is on its network has a copy of. */
const hostsOfHost = (name: string): readonly string[] => [everybody[0]!, `127.0.1.1\t${name}`, everybody[1]!]
const nameserverOfHost = '10.0.2.3'

const isOnHost = ({ hostConfig }: Container): boolean => hostConfig.NetworkMode === 'host'

/** `/etc/hosts`, as libnetwork writes it: the usual names, `ExtraHosts`, links, then its own names on each network. */
export function hostsOf(container: Container, names: NetworkNames): ByteString {
  const { hostConfig, networks } = container
  const extra = (hostConfig.ExtraHosts ?? []).map((text) => {
    const at = text.search(/[:=]/)
    const address = text.slice(at + 1).replace(/^\[(.*)\]$/, '$1')
    return `${address === 'host-gateway' ? names.hostGateway() : address}\t${text.slice(0, at)}`
  })
  const links = names.linksOf(container).map(({ address, names }) => `${address}\t${names}`)
  const addresses = Object.values(networks).flatMap(({ IPAddress = '', GlobalIPv6Address = '' }) => [
    IPAddress,
    GlobalIPv6Address,
  ])
  const usual = isOnHost(container) && extra.length === 0 ? hostsOfHost(names.hostName) : everybody
  return fromText([...usual, ...extra, ...links, ...ownLines(container, addresses), ''].join('\n'))
}

/** The lines of its own names, at each address that is one. */
function ownLines(container: Container, addresses: readonly string[]): readonly string[] {
  const domain = container.config.Domainname ?? ''
  const full = `${hostnameOf(container)}${domain === '' ? '' : `.${domain}`}`
  const names = full.includes('.') ? `${full} ${full.split('.')[0]}` : full
  return addresses.filter((address) => address !== '').map((address) => `${address}\t${names}`)
}

/** `/etc/resolv.conf`: Docker's own server on networks that were made, the host's on the default ones. */
export function resolvConfOf({ hostConfig, networks }: Container): ByteString {
  const isOwn = Object.keys(networks).some((name) => hasNames({ name }))
  const asked = hostConfig.Dns ?? []
  const servers = isOwn ? ['127.0.0.11'] : asked.length > 0 ? asked : [nameserverOfHost]
  const search = hostConfig.DnsSearch ?? []
  const given = hostConfig.DnsOptions ?? []
  const options = isOwn && !given.some((option) => option.startsWith('ndots:')) ? [...given, 'ndots:0'] : given
  return fromText(
    [
      ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
      ...servers.map((server) => `nameserver ${server}`),
      ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
      '',
    ].join('\n'),
  )
}

/**
 * Tells a running container of a network that it has joined: a line for each of its addresses, and Docker's nameserver on a
 * network with names, unless the container has written to the file itself.
 */
export function tellJoined(
  runtime: RuntimeFiles,
  container: Container,
  network: Network,
  { ipv4, ipv6 }: Endpoint,
): void {
  const lines = ownLines(container, [withoutBits(ipv4), withoutBits(ipv6)])
  runtime.set('hosts', runtime.get('hosts') + fromText(lines.map((line) => `${line}\n`).join('')))
  if (hasNames(network) && runtime.isAsSet('resolv.conf')) runtime.set('resolv.conf', resolvConfOf(container))
}

/** Takes the lines of a network that it has left out of the file of a running container. */
export function tellLeft(runtime: RuntimeFiles, container: Container, { ipv4, ipv6 }: Endpoint): void {
  const lines = ownLines(container, [withoutBits(ipv4), withoutBits(ipv6)]).map(fromText)
  const kept = runtime
    .get('hosts')
    .split('\n')
    .filter((line) => !lines.includes(line))
  runtime.set('hosts', kept.join('\n'))
}
