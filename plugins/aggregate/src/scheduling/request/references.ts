import { fieldsOf, isFields, listOf, textOf, textsOf, valueOf, type Fields } from './fields.js'
import type { Reference } from './request.js'

/** Reads `name`, an id, the beginning of one, or `node/name`. */
export function parseReference(text: string, by: string): Reference {
  const bare = text.replace(/^\//, '')
  const slash = bare.indexOf('/')
  const isNamed = slash > 0 && slash < bare.length - 1
  return isNamed
    ? { text, node: bare.slice(0, slash), name: bare.slice(slash + 1), by }
    : { text, node: undefined, name: bare, by }
}

const modes = [
  ['NetworkMode', '--network container:'],
  ['PidMode', '--pid container:'],
  ['IpcMode', '--ipc container:'],
] as const

/** The containers that a container shares something with, so that an engine must have both. */
export function readContainers(body: Fields, hostConfig: Fields): readonly Reference[] {
  const links = [hostConfig, ...endpointsOf(body).map(([, settings]) => settings)].flatMap((fields) =>
    textsOf(fields, 'Links'),
  )
  const shared = modes.flatMap(([field, by]) => {
    const mode = textOf(hostConfig, field)
    return mode.startsWith('container:') ? [parseReference(mode.slice('container:'.length), by)] : []
  })
  return once([
    ...textsOf(hostConfig, 'VolumesFrom').map((text) => parseReference(untilColon(text), '--volumes-from')),
    ...links.map((text) => parseReference(untilColon(text), '--link')),
    ...shared,
  ])
}

/** The volumes that a container names, in `Binds` and in `Mounts`. */
export function readVolumes(hostConfig: Fields): readonly Reference[] {
  const bound = textsOf(hostConfig, 'Binds').filter(isVolume).map(untilColon)
  const mounted = listOf(hostConfig, 'Mounts').flatMap((mount) =>
    isFields(mount) && valueOf(mount, 'Type') === 'volume' ? [textOf(mount, 'Source')] : [],
  )
  return once([...bound, ...mounted].filter((name) => name !== '').map((name) => parseReference(name, '--volume')))
}

/** Whether a bind is of a volume (`NAME:/path`), and not of a path of the host. */
export const isVolume = (bind: string): boolean => /^[A-Za-z0-9][\w.-]*(?:\/[\w./-]+)?:\//.test(bind)

const everywhere = new Set(['', 'default', 'bridge', 'host', 'none', 'nat'])

/** Whether a network is one that every engine has, or none at all. */
const isEverywhere = (mode: string): boolean => everywhere.has(mode) || mode.startsWith('container:')

/** The networks that a container names, those that every engine has left out. */
export function readNetworks(body: Fields, hostConfig: Fields): readonly Reference[] {
  const named = [textOf(hostConfig, 'NetworkMode'), ...endpointsOf(body).map(([name]) => name)]
  return once(named.filter((name) => !isEverywhere(name)).map((name) => parseReference(name, '--network')))
}

function endpointsOf(body: Fields): readonly (readonly [string, Fields])[] {
  const endpoints = fieldsOf(fieldsOf(body, 'NetworkingConfig'), 'EndpointsConfig')
  return Object.entries(endpoints).map(([name, settings]) => [name, isFields(settings) ? settings : {}])
}

/** What is in front of the first colon, which no name has. */
const untilColon = (text: string): string => text.replace(/:.*$/s, '')

const once = (references: readonly Reference[]): readonly Reference[] => [
  ...new Map(references.map((reference) => [`${reference.by} ${reference.text}`, reference])).values(),
]
