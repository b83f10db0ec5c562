import { isOlder } from '../api-version.js'
import { endpointsFor } from '../networks/endpoints-at.js'
import type { Inspected } from './container.js'
import { behind } from './field-order.js'

type Change = (inspected: Inspected) => Inspected
type Part = 'HostConfig' | 'Config' | 'NetworkSettings'

const within =
  (part: Part, change: (value: Readonly<Record<string, unknown>>) => Record<string, unknown>): Change =>
  (inspected) => ({ ...inspected, [part]: change({ ...inspected[part] }) })

const without = (value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))

const leaveOut = (part: Part, ...names: readonly string[]): Change => within(part, (value) => without(value, names))

const flatAddresses = [
  ...['Bridge', 'HairpinMode', 'LinkLocalIPv6Address', 'LinkLocalIPv6PrefixLen', 'SecondaryIPAddresses'],
  ...['SecondaryIPv6Addresses', 'EndpointID', 'Gateway', 'GlobalIPv6Address', 'GlobalIPv6PrefixLen', 'IPAddress'],
  ...['IPPrefixLen', 'IPv6Gateway', 'MacAddress'],
]

const emptyOnBuild: Change = within('Config', (config) =>
  Array.isArray(config['OnBuild']) && config['OnBuild'].length > 0 ? { ...config } : without(config, ['OnBuild']),
)

const withoutStartInterval: Change = within('Config', (config) => {
  const check = config['Healthcheck']
  if (typeof check !== 'object' || check === null) return { ...config }
  return { ...config, Healthcheck: without({ ...check }, ['StartInterval']) }
})

/** What an API version has that those before it do not (`before`), or that went with it (`from`). */
interface Difference {
  readonly version: string
  readonly before?: readonly Change[]
  readonly from?: readonly Change[]
}

// The history of the Engine API, as far as inspect is concerned.
const differences: readonly Difference[] = [
  {
    version: '1.42',
    before: [
      within('HostConfig', (host) => ({ KernelMemory: 0, KernelMemoryTCP: 0, ...host })),
      within('HostConfig', (host) => ({ ...host, ConsoleSize: host['ConsoleSize'] ?? [0, 0] })),
      within('HostConfig', behind('Runtime', 'ConsoleSize')),
      within('HostConfig', behind('DeviceRequests', 'KernelMemory', 'KernelMemoryTCP')),
    ],
  },
  { version: '1.43', before: [leaveOut('HostConfig', 'Annotations')] },
  {
    version: '1.44',
    before: [withoutStartInterval, within('NetworkSettings', behind('LinkLocalIPv6PrefixLen', 'Ports', 'SandboxKey'))],
  },
  {
    version: '1.52',
    from: [
      leaveOut('NetworkSettings', ...flatAddresses),
      leaveOut('HostConfig', 'KernelMemoryTCP'),
      leaveOut('Config', 'MacAddress'),
      emptyOnBuild,
    ],
  },
]

/** What a client of an API version is told of a container. */
export function inspectedAt(inspected: Inspected, asked: string): Inspected {
  const { NetworkSettings: settings } = inspected
  const told: Inspected = {
    ...inspected,
    NetworkSettings: { ...settings, Networks: endpointsFor(settings?.Networks ?? {}, asked) },
  }
  return differences
    .flatMap((difference) => (isOlder(asked, difference.version) ? difference.before : difference.from) ?? [])
    .reduce((changed, change) => change(changed), told)
}
