import { containerCreate } from './container-create.js'
import { containerInspect } from './container-inspect.js'
import { each, everyValue, leaveOut, one, within, withinEach, type Change } from './fields.js'
import { drop, set } from './query.js'
import type { Step } from './step.js'

const router = 'moby `daemon/server/router/container`'
const inNetworks = (...names: readonly string[]) =>
  within('NetworkSettings', within('Networks', everyValue(leaveOut(...names))))

/** Changes the containers of a list, on its own or in `GET /system/df`. */
const summaries =
  (...changes: readonly Change[]) =>
  (answer: unknown): unknown =>
    each(...changes)(one(withinEach('Containers', ...changes))(answer))

const multiplexed = 'application/vnd.docker.multiplexed-stream'
const raw = 'application/vnd.docker.raw-stream'

/** The operations on containers. */
export const containers: readonly Step[] = [
  ...containerCreate,
  ...containerInspect,
  {
    since: '1.44',
    operations: ['ContainerList', 'SystemDataUsage'],
    why: 'endpoints tell their `DNSNames`',
    older: { answer: summaries(inNetworks('DNSNames')) },
  },
  {
    since: '1.46',
    operations: ['ContainerList', 'SystemDataUsage'],
    why: '`HostConfig` tells the `Annotations`',
    older: { answer: summaries(within('HostConfig', leaveOut('Annotations'))) },
  },
  {
    since: '1.48',
    operations: ['ContainerList', 'SystemDataUsage'],
    why: 'containers tell their `ImageManifestDescriptor`, endpoints their `GwPriority`',
    older: { answer: summaries(leaveOut('ImageManifestDescriptor'), inNetworks('GwPriority')) },
  },
  {
    since: '1.52',
    operations: ['ContainerList', 'SystemDataUsage'],
    why: 'containers tell their `Health`',
    source: `${router}, \`getContainersJSON\``,
    older: { answer: summaries(leaveOut('Health')) },
  },
  {
    since: '1.30',
    operations: ['ContainerWait'],
    why: 'the query `condition` is looked at',
    older: { query: drop('condition') },
  },
  {
    since: '1.30',
    operations: ['PutContainerArchive'],
    why: 'the query `copyUIDGID` is looked at',
    older: { query: drop('copyUIDGID') },
  },
  {
    since: '1.41',
    operations: ['ContainerStats'],
    why: 'the query `one-shot` is looked at',
    older: { query: drop('one-shot') },
  },
  {
    since: '1.42',
    operations: ['ContainerStop', 'ContainerRestart'],
    why: 'the query `signal` is looked at',
    older: { query: drop('signal') },
  },
  {
    since: '1.42',
    operations: ['ContainerAttachWebsocket'],
    why: 'the queries `stdin`, `stdout` and `stderr` choose streams; before, there were always all',
    older: { query: set({ stdin: '1', stdout: '1', stderr: '1' }) },
  },
  {
    since: '1.42',
    operations: ['ContainerExec', 'ExecStart'],
    why: '`ConsoleSize` is looked at',
    older: { body: leaveOut('ConsoleSize') },
  },
  {
    since: '1.42',
    operations: ['ContainerAttach', 'ContainerLogs', 'ExecStart'],
    why: 'the media type tells whether the streams are multiplexed',
    older: {
      headers: (headers) =>
        headers.map(([name, value]) => [
          name,
          name.toLowerCase() === 'content-type' && value === multiplexed ? raw : value,
        ]),
    },
  },
  {
    since: '1.40',
    operations: ['ContainerUpdate'],
    why: '`PidsLimit` is looked at',
    older: { body: leaveOut('PidsLimit') },
  },
  {
    since: '1.55',
    operations: ['ContainerUpdate'],
    why: 'the block I/O settings of single devices are looked at',
    older: {
      body: leaveOut(
        'BlkioWeightDevice',
        'BlkioDeviceReadBps',
        'BlkioDeviceWriteBps',
        'BlkioDeviceReadIOps',
        'BlkioDeviceWriteIOps',
      ),
    },
  },
  {
    since: '1.52',
    operations: ['ContainerUpdate'],
    why: '`KernelMemoryTCP` is not looked at any more',
    newer: { body: leaveOut('KernelMemoryTCP') },
  },
]
