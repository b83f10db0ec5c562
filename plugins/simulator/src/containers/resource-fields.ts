import type { Body } from 'libswarm-core'
import { listOf, nullable, omitted, plain, type Field, type ListType } from './fields.js'

const throttled: ListType = listOf(
  { struct: 'blkiodev.ThrottleDevice', fields: { Path: plain('string'), Rate: plain('uint64') } },
  true,
)
const weighted: ListType = listOf(
  { struct: 'blkiodev.WeightDevice', fields: { Path: plain('string'), Weight: plain('uint16') } },
  true,
)
const devices: ListType = listOf({
  struct: 'container.DeviceMapping',
  fields: {
    PathOnHost: plain('string'),
    PathInContainer: plain('string'),
    CgroupPermissions: plain('string'),
  },
})
const deviceRequests: ListType = listOf({
  struct: 'container.DeviceRequest',
  fields: {
    Driver: plain('string'),
    Count: plain('int'),
    DeviceIDs: nullable('strings'),
    Capabilities: nullable({ list: '[][]string', items: 'strings' }),
    Options: nullable('stringMap'),
  },
})
const ulimits: ListType = listOf(
  { struct: 'units.Ulimit', fields: { Name: plain('string'), Hard: plain('integer'), Soft: plain('integer') } },
  true,
)

type Resources = Omit<Body<'ContainerUpdate'>, 'RestartPolicy' | 'Init'>

/** What a container may use, in moby's order (`container.Resources`). */
export const resourceFields = {
  CpuShares: plain('integer'),
  Memory: plain('integer'),
  NanoCpus: plain('integer'),
  CgroupParent: plain('string'),
  BlkioWeight: plain('uint16'),
  BlkioWeightDevice: nullable(weighted),
  BlkioDeviceReadBps: nullable(throttled),
  BlkioDeviceWriteBps: nullable(throttled),
  BlkioDeviceReadIOps: nullable(throttled),
  BlkioDeviceWriteIOps: nullable(throttled),
  CpuPeriod: plain('integer'),
  CpuQuota: plain('integer'),
  CpuRealtimePeriod: plain('integer'),
  CpuRealtimeRuntime: plain('integer'),
  CpusetCpus: plain('string'),
  CpusetMems: plain('string'),
  Devices: nullable(devices),
  DeviceCgroupRules: nullable('strings'),
  DeviceRequests: nullable(deviceRequests),
  KernelMemory: omitted('integer'),
  KernelMemoryTCP: omitted('integer'),
  MemoryReservation: plain('integer'),
  MemorySwap: plain('integer'),
  MemorySwappiness: nullable('integer'),
  OomKillDisable: nullable('boolean', false),
  PidsLimit: nullable('integer'),
  Ulimits: nullable(ulimits),
  CpuCount: plain('integer'),
  CpuPercent: plain('integer'),
  IOMaximumIOps: plain('uint64'),
  IOMaximumBandwidth: plain('uint64'),
} satisfies Readonly<Record<keyof Resources, Field>>
