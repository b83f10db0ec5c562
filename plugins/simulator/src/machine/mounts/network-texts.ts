import type { Container } from '../../containers/container.js'
import { hostnameOf } from '../../processes/hostname.js'
import { fromText, type ByteString } from '../byte-string.js'

const everybody = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'ff00::0\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
]

/** `/etc/hosts`, as libnetwork writes it: the usual names, `ExtraHosts`, then its own names on each network. */
export function hostsOf(container: Container): ByteString {
  const { hostConfig, networks, config } = container
  const extra = (hostConfig.ExtraHosts ?? []).map((text) => {
    const at = text.search(/[:=]/)
    return `${text.slice(at + 1)}\t${text.slice(0, at)}`
  })
  const name = hostnameOf(container)
  const domain = config.Domainname ?? ''
  const whole = domain === '' ? name : `${name}.${domain}`
  const [short = whole] = whole.split('.')
  const names = short === whole ? whole : `${whole} ${short}`
  const own = Object.values(networks).flatMap(({ IPAddress = '' }) =>
    IPAddress === '' ? [] : `${IPAddress}\t${names}`,
  )
  return fromText([...everybody, ...extra, ...own, ''].join('\n'))
}

/** `/etc/resolv.conf`: Docker's own server on networks that were made, the host's on the default ones. */
export function resolvConfOf({ hostConfig, networks }: Container): ByteString {
  const isOwn = Object.keys(networks).some((name) => !['bridge', 'host', 'none'].includes(name))
  const asked = hostConfig.Dns ?? []
  const servers = isOwn ? ['127.0.0.11'] : asked.length > 0 ? asked : ['10.0.2.3']
  const search = hostConfig.DnsSearch ?? []
  const options = [...(hostConfig.DnsOptions ?? []), ...(isOwn ? ['ndots:0'] : [])]
  return fromText(
    [
      ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
      ...servers.map((server) => `nameserver ${server}`),
      ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
      '',
    ].join('\n'),
  )
}
