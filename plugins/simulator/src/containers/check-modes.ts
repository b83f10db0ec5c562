import type { MakeError } from '../errors.js'
import type { Config, HostConfig } from './container.js'

interface Asked {
  readonly config: Config
  readonly host: HostConfig
}

type Rule = readonly [broken: (asked: Asked) => boolean, sentence: string]

const some = (list: readonly unknown[] | object | null | undefined): boolean => Object.keys(list ?? {}).length > 0
const mode = ({ host }: Asked): string => host.NetworkMode ?? ''
const inContainer = (asked: Asked): boolean => mode(asked).startsWith('container:')
const named = ({ config }: Asked): boolean => (config.Hostname ?? '') !== ''
const addressed = ({ config }: Asked): boolean => (config.MacAddress ?? '') !== ''

const undefinedBehavior = 'This would result in undefined behavior'

// What cannot be together, in moby's order (`runconfig/hostconfig_unix.go`).
const rules: readonly Rule[] = [
  [(asked) => named(asked) && asked.host.UTSMode === 'host', 'hostname and the UTS mode'],
  [
    (asked) => mode(asked) === 'host' && some(asked.host.Links),
    `host type networking can't be used with links. ${undefinedBehavior}`,
  ],
  [(asked) => inContainer(asked) && named(asked), 'hostname and the network mode'],
  [
    (asked) => inContainer(asked) && some(asked.host.Links),
    `container type network can't be used with links. ${undefinedBehavior}`,
  ],
  [(asked) => inContainer(asked) && some(asked.host.Dns), 'dns and the network mode'],
  [(asked) => inContainer(asked) && some(asked.host.ExtraHosts), 'custom host-to-IP mapping and the network mode'],
  [(asked) => (inContainer(asked) || mode(asked) === 'host') && addressed(asked), 'mac-address and the network mode'],
  [
    (asked) => inContainer(asked) && (some(asked.host.PortBindings) || asked.host.PublishAllPorts === true),
    'port publishing and the container type network mode',
  ],
  [
    (asked) => inContainer(asked) && some(asked.config.ExposedPorts),
    'port exposing and the container type network mode',
  ],
]

/** Throws `InvalidParameter` for namespaces, isolation and limits that no Linux has, or not with the rest. */
export function checkModes(config: Config, host: HostConfig, error: MakeError): void {
  if (host.NetworkMode === 'container:') {
    throw error('InvalidParameter', 'Invalid network mode: invalid container format container:<name|id>')
  }
  for (const [broken, sentence] of rules) {
    if (broken({ config, host })) throw error('InvalidParameter', `conflicting options: ${sentence}`)
  }
  const isolation: string = host.Isolation ?? ''
  if (!['', 'default'].includes(isolation.toLowerCase())) {
    throw error('InvalidParameter', `Invalid isolation: "${isolation}" - linux only supports 'default'`)
  }
  const unsupported = 'Invalid QoS settings: linux does not support configuration of maximum'
  if ((host.IOMaximumBandwidth ?? 0) !== 0) throw error('InvalidParameter', `${unsupported} bandwidth`)
  if ((host.IOMaximumIOps ?? 0) !== 0) throw error('InvalidParameter', `${unsupported} IOPs`)
}
