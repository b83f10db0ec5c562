import type { HostPort } from '../snapshot.js'
import { isFields, textOf, fieldsOf, type Fields } from './fields.js'
import type { PortRequest } from './request.js'

const largest = 65_535

/**
 * The ports of the node that a container asks for: those of `PortBindings` that say which, in host mode those that it
 * exposes (`ExposedPorts`), none where it has the network of another or none at all, as the engine then takes none.
 */
export function readPorts(body: Fields, hostConfig: Fields): readonly PortRequest[] {
  const mode = textOf(hostConfig, 'NetworkMode')
  if (mode === 'none' || mode.startsWith('container:')) return []
  return mode === 'host' ? exposed(fieldsOf(body, 'ExposedPorts')) : published(fieldsOf(hostConfig, 'PortBindings'))
}

/** The ports of the node that a container has, read from what `GET /containers/{id}/json` says of it. */
export function heldPorts(inspected: Fields): readonly HostPort[] {
  const hostConfig = fieldsOf(inspected, 'HostConfig')
  const asked = readPorts(fieldsOf(inspected, 'Config'), hostConfig)
  const fixed = asked.flatMap(({ first, last, ip, protocol }) =>
    first === last ? [{ ip, port: first, protocol }] : [],
  )
  const given = published(fieldsOf(fieldsOf(inspected, 'NetworkSettings'), 'Ports'))
  const all = [...fixed, ...given.map(({ ip, first, protocol }) => ({ ip, port: first, protocol }))]
  return [...new Map(all.map((port) => [`${port.ip} ${port.port}/${port.protocol}`, port])).values()]
}

function exposed(ports: Fields): readonly PortRequest[] {
  return Object.keys(ports).flatMap((key) => {
    const [range = '', protocol = 'tcp'] = key.split('/')
    const found = readRange(range)
    return found === undefined ? [] : [{ ip: '', ...found, protocol: protocol.toLowerCase() }]
  })
}

function published(bindings: Fields): readonly PortRequest[] {
  return Object.entries(bindings).flatMap(([key, list]) => {
    const protocol = (key.split('/')[1] ?? 'tcp').toLowerCase()
    const entries: readonly unknown[] = Array.isArray(list) ? list : []
    return entries.filter(isFields).flatMap((binding) => {
      const range = readRange(textOf(binding, 'HostPort'))
      return range === undefined ? [] : [{ ip: textOf(binding, 'HostIp'), ...range, protocol }]
    })
  })
}

/** `80` or `8000-8010`; undefined for what leaves the choice to the engine, or is no port. */
function readRange(text: string): { readonly first: number; readonly last: number } | undefined {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  if (from === undefined) return undefined
  const first = Number(from)
  const last = to === undefined ? first : Number(to)
  return first >= 1 && first <= last && last <= largest ? { first, last } : undefined
}
