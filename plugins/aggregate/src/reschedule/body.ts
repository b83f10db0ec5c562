import type { Answer, Body } from 'libswarm-core'
import { labelsOfCopy } from './labels.js'

type Inspected = Answer<'ContainerInspect'>
type Creating = Body<'ContainerCreate'>
type Endpoints = NonNullable<NonNullable<Creating['NetworkingConfig']>['EndpointsConfig']>

/** What creates a container anew. */
export interface Copy {
  /** Its name, without the leading `/`. */
  readonly name: string
  /** What is asked for, with all networks. */
  readonly whole: Creating
  /** The same with the network of its `NetworkMode` alone: Docker before 25 takes no more at the creation. */
  readonly body: Creating
  /** The networks that it is connected to before it starts. */
  readonly others: Endpoints
}

/** Makes of a container what creates it anew: with the same name, labels, settings and networks, and a new id. */
export function copyOf(container: Inspected): Copy {
  const { Id = '', Name = '', Config = {}, HostConfig = {} } = container
  const endpoints = endpointsOf(container)
  const mode = networkOf(container)
  const { Hostname, ...config } = Config
  const common = {
    ...config,
    // One that nobody has given is the id of the container.
    ...(Hostname === undefined || Id.startsWith(Hostname) ? {} : { Hostname }),
    Labels: { ...labelsOfCopy({ Id, Labels: Config.Labels ?? {} }) },
    HostConfig: { ...HostConfig, ...(mode === undefined ? {} : { NetworkMode: mode }) },
  }
  const [own, others] = split(endpoints, mode ?? '')
  return {
    name: Name.replace(/^\//, ''),
    whole: { ...common, NetworkingConfig: { EndpointsConfig: endpoints } },
    body: { ...common, NetworkingConfig: { EndpointsConfig: own } },
    others,
  }
}

/** The network of the mode by its name: an id is another one elsewhere. */
function networkOf({ HostConfig, NetworkSettings }: Inspected): string | undefined {
  const mode = HostConfig?.NetworkMode
  const named = Object.entries(NetworkSettings?.Networks ?? {}).find(([, { NetworkID }]) => NetworkID === mode)
  return mode === undefined || mode === '' || named === undefined ? mode : named[0]
}

/** Those that a client has made, with what it has said of them: addresses that an engine gave are another's elsewhere. */
function endpointsOf({ Id = '', NetworkSettings }: Inspected): Endpoints {
  const networks = Object.entries(NetworkSettings?.Networks ?? {})
  return Object.fromEntries(
    networks
      .filter(([name]) => !builtIn.has(name))
      .map(([name, { Aliases, IPAMConfig, DriverOpts }]) => [
        name,
        {
          Aliases: (Aliases ?? []).filter((alias) => !Id.startsWith(alias)),
          ...(IPAMConfig === undefined || IPAMConfig === null ? {} : { IPAMConfig }),
          ...(DriverOpts === undefined || DriverOpts === null ? {} : { DriverOpts }),
        },
      ]),
  )
}

/** The networks that every engine has. */
const builtIn: ReadonlySet<string> = new Set(['bridge', 'host', 'none'])

function split(endpoints: Endpoints, own: string): readonly [Endpoints, Endpoints] {
  const entries = Object.entries(endpoints)
  const pick = (isOwn: boolean) => Object.fromEntries(entries.filter(([name]) => (name === own) === isOwn))
  return [pick(true), pick(false)]
}
