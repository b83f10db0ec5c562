import {
  all,
  complete,
  everyValue,
  isFields,
  leaveOut,
  leaveOutEmpty,
  one,
  textsOf,
  within,
  type Change,
  type Fields,
} from './fields.js'
import type { Step } from './step.js'

const operations = ['ContainerInspect'] as const
const router = 'moby `daemon/server/router/container/inspect.go`'

const networks = (...changes: readonly Change[]): Change =>
  within('NetworkSettings', within('Networks', everyValue(...changes)))

/** Changes the endpoints on networks that users made. */
const ownNetworks =
  (change: (inspected: Fields) => Change): Change =>
  (inspected) =>
    within(
      'NetworkSettings',
      within('Networks', (endpoints) =>
        Object.fromEntries(
          Object.entries(endpoints).map(([name, endpoint]) => [
            name,
            isFields(endpoint) && !['bridge', 'default', 'host', 'none'].includes(name)
              ? change(inspected)(endpoint)
              : endpoint,
          ]),
        ),
      ),
    )(inspected)

/** What a container was found by besides its own aliases: its short id and its host's name. */
function addedNames(inspected: Fields): readonly string[] {
  const config = isFields(inspected['Config']) ? inspected['Config'] : {}
  return textsOf([String(inspected['Id']).slice(0, 12), config['Hostname']]).filter((name) => name !== '')
}

const withAddedAliases = ownNetworks((inspected) => (endpoint) => ({
  ...endpoint,
  Aliases: [...new Set([...textsOf(endpoint['Aliases']), ...addedNames(inspected)])],
}))

const withoutAddedAliases = ownNetworks((inspected) => (endpoint) => {
  const added = addedNames(inspected)
  const left = textsOf(endpoint['Aliases']).filter((alias) => !added.includes(alias))
  return { ...endpoint, Aliases: left.length === 0 ? null : left }
})

const withNames = all(
  networks(complete({ DNSNames: null })),
  ownNetworks((inspected) => (endpoint) => ({
    ...endpoint,
    DNSNames: [...new Set([String(inspected['Name']).replace(/^\//, ''), ...textsOf(endpoint['Aliases'])])],
  })),
)

const noAddress = {
  EndpointID: '',
  Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  MacAddress: '',
}

const unused = {
  Bridge: '',
  HairpinMode: false,
  LinkLocalIPv6Address: '',
  LinkLocalIPv6PrefixLen: 0,
  SecondaryIPAddresses: null,
  SecondaryIPv6Addresses: null,
}

/** The addresses on the network `bridge`, beside all networks. */
const withFlatAddresses = within('NetworkSettings', (settings) => {
  const all = isFields(settings['Networks']) ? settings['Networks'] : {}
  const bridge = isFields(all['bridge']) ? all['bridge'] : {}
  const flat = Object.entries(noAddress).map(([name, none]) => [name, bridge[name] ?? none])
  return { ...unused, ...(Object.fromEntries(flat) as Fields), ...settings }
})

/** What a container lies on, by the older of two names. */
const withGraphDriver: Change = (inspected) => {
  const { Storage: storage, ...rest } = inspected
  const root = isFields(storage) ? storage['RootFS'] : undefined
  const snapshot = isFields(root) ? root['Snapshot'] : undefined
  if (isFields(inspected['GraphDriver']) || !isFields(snapshot)) return inspected
  return { ...rest, GraphDriver: { Data: null, Name: snapshot['Name'] } }
}

/** What `GET /containers/{id}/json` answers. */
export const containerInspect: readonly Step[] = [
  {
    since: '1.42',
    operations,
    why: '`KernelMemory` and `KernelMemoryTCP` are left out where they are not set; `ConsoleSize` is kept',
    older: {
      answer: one(within('HostConfig', complete({ KernelMemory: 0, KernelMemoryTCP: 0, ConsoleSize: [0, 0] }))),
    },
    newer: { answer: one(within('HostConfig', leaveOutEmpty('KernelMemory', 'KernelMemoryTCP'))) },
  },
  {
    since: '1.43',
    operations,
    why: '`HostConfig.Annotations` are told',
    older: { answer: one(within('HostConfig', leaveOut('Annotations'))) },
  },
  {
    since: '1.44',
    operations,
    why: 'endpoints tell their `DNSNames`; `Healthcheck` tells its `StartInterval`',
    older: {
      answer: one(networks(leaveOut('DNSNames')), within('Config', within('Healthcheck', leaveOut('StartInterval')))),
    },
    newer: { answer: one(withNames) },
  },
  {
    since: '1.45',
    operations,
    why: '`Aliases` are those that were asked for, without the short id and the name of the host',
    older: { answer: one(withAddedAliases) },
    newer: { answer: one(withoutAddedAliases) },
  },
  {
    since: '1.48',
    operations,
    why: 'containers tell their `ImageManifestDescriptor`, endpoints their `GwPriority`',
    older: { answer: one(leaveOut('ImageManifestDescriptor'), networks(leaveOut('GwPriority'))) },
  },
  {
    since: '1.52',
    operations,
    why: '`NetworkSettings` tells no addresses beside `Networks`',
    source: router,
    older: { answer: one(withFlatAddresses) },
    newer: { answer: one(within('NetworkSettings', leaveOut(...Object.keys({ ...noAddress, ...unused })))) },
  },
  {
    since: '1.52',
    operations,
    why: '`KernelMemoryTCP` and `Config.MacAddress` are gone, `Config.OnBuild` is left out where it is empty',
    source: router,
    older: { answer: one(within('Config', complete({ OnBuild: null }))) },
    newer: {
      answer: one(
        within('HostConfig', leaveOut('KernelMemoryTCP')),
        within('Config', leaveOut('MacAddress'), leaveOutEmpty('OnBuild')),
      ),
    },
  },
  {
    since: '1.52',
    operations,
    why: '`Storage` stands for `GraphDriver` where images are kept by containerd',
    source: router,
    older: { answer: one(withGraphDriver) },
  },
]
