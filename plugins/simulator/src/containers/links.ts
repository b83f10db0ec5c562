import type { MakeError } from '../errors.js'
import type { HostConfig } from './container.js'
import type { Containers } from './containers.js'
import { resolve } from './resolve.js'

/** The `Links` of a container on the default bridge, as inspect shows them: `/redis:/web/db`. */
export function linksOf(
  containers: Containers,
  { Links, NetworkMode = 'default' }: HostConfig,
  name: string,
  error: MakeError,
): string[] | null {
  if (Links === undefined || Links === null || Links.length === 0) return null
  if (!['', 'default', 'bridge'].includes(NetworkMode)) return null
  return Links.map((link) => {
    const [text, alias] = parseLink(link, error)
    const refuse: MakeError = (_, sentence) =>
      error('InvalidParameter', `could not get container for ${text}: ${sentence}`)
    if (text === '') throw refuse('InvalidParameter', 'invalid name or ID supplied: ""')
    return `/${resolve(containers, text, refuse).name}:/${name}/${alias}`
  })
}

/** The modes of a container with the ids of the containers that they name. Throws where one is not there. */
export function resolveModes(containers: Containers, host: HostConfig, error: MakeError): HostConfig {
  const strictly: MakeError = (_, sentence) => error('InvalidParameter', sentence)
  const resolved = (mode: string | undefined): string | undefined => {
    const text = /^container:(.+)$/.exec(mode ?? '')?.[1]
    return text === undefined ? mode : `container:${resolve(containers, text, strictly).id}`
  }
  const { IpcMode, PidMode, NetworkMode } = host
  // The container whose network is shared need not be there before this one starts.
  const shared = NetworkMode?.startsWith('container:') === true && isThere(containers, NetworkMode.slice(10))
  const changed = { IpcMode: resolved(IpcMode), PidMode: resolved(PidMode) }
  return { ...host, ...changed, ...(shared ? { NetworkMode: resolved(NetworkMode) } : {}) }
}

const isThere = (containers: Containers, text: string): boolean =>
  (containers.get(text) ?? containers.named(text)) !== undefined || containers.beginningWith(text).length === 1

function parseLink(link: string, error: MakeError): readonly [name: string, alias: string] {
  if (link === '') throw error('InvalidParameter', 'empty string specified for links')
  const [name = '', alias = name, ...more] = link.split(':')
  if (more.length > 0) throw error('InvalidParameter', `bad format for links: ${link}`)
  return [name, alias.slice(alias.lastIndexOf('/') + 1)]
}
