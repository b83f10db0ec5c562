import { isIP } from 'node:net'
import type { Config, HostConfig, Ports } from '../containers/container.js'
import type { MakeError } from '../errors.js'
import type { HeldPort, WantedPort } from './host-ports.js'

type PortBinding = NonNullable<Ports[string]>[number]

/** A container's port (`80/tcp`, `53/udp`, `80`); what is no number is 0, as Go's `nat.Port` reads it. */
export function readPort(text: string): { readonly number: number; readonly protocol: string } {
  const [head = '', protocol = ''] = text.split('/')
  const number = isPort(head) ? Number(head) : 0
  return { number, protocol: protocol === '' ? 'tcp' : protocol.toLowerCase() }
}

/** The number of the container's port that a port of the host is for. */
export const containerPort = ({ port }: HeldPort): number => readPort(port).number

/** Throws `InvalidParameter` for `PortBindings` that name what is no port (moby `verifyContainerSettings`). */
export function checkPortBindings({ PortBindings }: HostConfig, error: MakeError): void {
  for (const [port, bindings] of Object.entries(PortBindings ?? {})) {
    const [head = ''] = port.split('/')
    if (head !== '' && !isPort(head)) throw invalid(head, error)
    for (const { HostPort = '' } of bindings ?? [])
      if (portRange(HostPort) === undefined) throw invalid(HostPort, error)
  }
}

/**
 * The ports of the host that a container wants, in the order that they are given out: high numbers first, those that
 * may be any last. Ports that are bound and not exposed are not published, as in moby.
 */
export function wantedPorts(config: Config, { PortBindings, PublishAllPorts }: HostConfig): readonly WantedPort[] {
  const wanted = Object.keys(config.ExposedPorts ?? {}).flatMap((key): WantedPort[] => {
    const { number, protocol } = readPort(key)
    const bindings = bindingsOf(PortBindings, key)
    const unbound: readonly PortBinding[] = PublishAllPorts === true && bindings === undefined ? [{}] : []
    return (bindings ?? unbound).map(({ HostIp = '', HostPort = '' }) => {
      const [from, to] = portRange(HostPort) ?? [0, 0]
      return { port: `${number}/${protocol}`, protocol, ip: isIP(HostIp) > 0 ? HostIp : '', from, to }
    })
  })
  return wanted.sort((a, b) => b.from - a.from || readPort(b.port).number - readPort(a.port).number)
}

/** What a running container's inspect says of its ports: all that are exposed, with those of the host that they have. */
export function portsOf(config: Config, hostConfig: HostConfig, held: readonly HeldPort[]): Ports {
  const exposed = Object.keys(config.ExposedPorts ?? {})
    // A list that is there and empty hides the port.
    .filter((key) => bindingsOf(hostConfig.PortBindings, key)?.length !== 0)
    .map((key) => `${readPort(key).number}/${readPort(key).protocol}`)
  const entries = [...new Set(exposed)].sort().map((port) => {
    const own = held.filter((one) => one.port === port)
    const sorted = [...own.filter(({ ip }) => !ip.includes(':')), ...own.filter(({ ip }) => ip.includes(':'))]
    const bindings = sorted.map(({ ip, hostPort }) => ({ HostIp: ip, HostPort: String(hostPort) }))
    return [port, bindings.length === 0 ? null : bindings] as const
  })
  return Object.fromEntries(entries)
}

// A key may be `constructor`, which every object seems to have.
const bindingsOf = (bindings: HostConfig['PortBindings'], key: string): readonly PortBinding[] | null | undefined =>
  Object.hasOwn(bindings ?? {}, key) ? bindings![key] : undefined

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65535

function portRange(text: string): readonly [number, number] | undefined {
  if (text === '') return [0, 0]
  const [first = '', last = first, ...more] = text.split('-')
  if (!isPort(first) || !isPort(last) || more.length > 0 || Number(last) < Number(first)) return undefined
  return [Number(first), Number(last)]
}

function invalid(text: string, error: MakeError): Error {
  return error('InvalidParameter', `invalid port specification: "${text}"`)
}
