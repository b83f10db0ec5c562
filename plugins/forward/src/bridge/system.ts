import { diskUsage } from './disk-usage.js'
import {
  all,
  complete,
  everyValue,
  isFields,
  leaveOut,
  one,
  textsOf,
  within,
  type Change,
  type Fields,
} from './fields.js'
import type { Step } from './step.js'

const operations = ['SystemInfo'] as const
const router = 'moby `daemon/server/router/system`'

const nameOf = (option: string): string => /(?:^|,)name=([^,]*)/.exec(option)?.[1] ?? option

const namesAlone: Change = (info) => ({
  ...info,
  SecurityOptions: textsOf(info['SecurityOptions']).map(nameOf),
})

const namedOptions: Change = (info) => ({
  ...info,
  SecurityOptions: textsOf(info['SecurityOptions']).map((option) => (option.includes('=') ? option : `name=${option}`)),
})

const unknown: Change = (info) => ({
  ...info,
  KernelVersion: info['KernelVersion'] === '' ? '<unknown>' : info['KernelVersion'],
  OperatingSystem: info['OperatingSystem'] === '' ? '<unknown>' : info['OperatingSystem'],
})

const commits = ['ContainerdCommit', 'RuncCommit', 'InitCommit']
const inCommits = (change: Change): Change => all(...commits.map((name) => within(name, change)))

const nondistributable = { AllowNondistributableArtifactsCIDRs: [], AllowNondistributableArtifactsHostnames: [] }

/** An event with what it was told by before it had an actor. */
const withLegacy = (event: Fields): Fields => {
  const { Type: type, Action: status } = event
  if (type !== 'container' && type !== 'image') return event
  const actor = isFields(event['Actor']) ? event['Actor'] : {}
  const attributes = isFields(actor['Attributes']) ? actor['Attributes'] : {}
  return {
    status,
    id: actor['ID'],
    ...(type === 'container' && attributes['image'] !== undefined ? { from: attributes['image'] } : {}),
    ...event,
  }
}

/** The operations on the engine itself. */
export const system: readonly Step[] = [
  {
    since: '1.25',
    operations,
    why: '`SecurityOptions` tell a name and more, before they were names alone; `ExecutionDriver` is gone',
    source: 'moby v20.10 `api/server/router/system`, `getInfo`',
    older: { answer: one(namesAlone, complete({ ExecutionDriver: '<not supported>' })) },
    newer: { answer: one(namedOptions, leaveOut('ExecutionDriver')) },
  },
  {
    since: '1.39',
    operations,
    why: '`KernelVersion` and `OperatingSystem` are empty where they are not known, before `<unknown>`',
    older: { answer: one(unknown) },
  },
  {
    since: '1.42',
    operations,
    why: '`KernelMemory` and `KernelMemoryTCP` are left out where the host has no such limits',
    older: { answer: one(complete({ KernelMemory: false, KernelMemoryTCP: false })) },
  },
  {
    since: '1.44',
    operations,
    why: '`Runtimes` tell their `status`; `CDISpecDirs` are told',
    older: { answer: one(leaveOut('CDISpecDirs'), within('Runtimes', everyValue(leaveOut('status')))) },
  },
  {
    since: '1.46',
    operations,
    why: '`Containerd` is told',
    older: { answer: one(leaveOut('Containerd')) },
  },
  {
    since: '1.49',
    operations,
    why: 'commits have no `Expected` any more, `RegistryConfig` no non-distributable artifacts; `FirewallBackend` is told',
    older: {
      answer: one(
        inCommits((commit) => ({ Expected: commit['ID'], ...commit })),
        within('RegistryConfig', complete(nondistributable)),
        leaveOut('FirewallBackend'),
      ),
    },
    newer: {
      answer: one(
        inCommits(leaveOut('Expected')),
        within('RegistryConfig', leaveOut(...Object.keys(nondistributable))),
      ),
    },
  },
  {
    since: '1.50',
    operations,
    why: '`BridgeNfIptables` and `BridgeNfIp6tables` are gone, false since 1.48; `DiscoveredDevices` are told',
    source: router,
    older: {
      answer: one(leaveOut('DiscoveredDevices'), complete({ BridgeNfIptables: false, BridgeNfIp6tables: false })),
    },
    newer: { answer: one(leaveOut('BridgeNfIptables', 'BridgeNfIp6tables')) },
  },
  {
    since: '1.52',
    operations,
    why: '`KernelMemoryTCP` is gone',
    newer: { answer: one(leaveOut('KernelMemoryTCP')) },
  },
  {
    since: '1.53',
    operations,
    why: '`NRI` is told',
    older: { answer: one(leaveOut('NRI')) },
  },
  ...diskUsage,
  {
    since: '1.46',
    operations: ['SystemEvents'],
    why: 'an image that was built has an event `create`',
    older: { message: (event) => (event['Type'] === 'image' && event['Action'] === 'create' ? undefined : event) },
  },
  {
    since: '1.52',
    operations: ['SystemEvents'],
    why: 'events have no `status`, `id` and `from` any more',
    source: `version history and ${router}, \`backFillLegacy\``,
    older: { message: withLegacy },
    newer: { message: leaveOut('status', 'id', 'from') },
  },
]
