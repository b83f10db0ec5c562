import { nullable, omitted, optional, plain, text, type Field, type FieldType } from './fields.js'
import type { Config, HostConfig } from './container.js'
import { mounts } from './mount-fields.js'
import { resourceFields } from './resource-fields.js'

type Tabled<T> = Readonly<Record<keyof T, Field>>

const duration: FieldType = { named: 'time.Duration', like: 'integer' }
const healthConfig: FieldType = {
  struct: 'container.HealthConfig',
  fields: {
    Test: optional('strings'),
    Interval: omitted(duration),
    Timeout: omitted(duration),
    StartPeriod: omitted(duration),
    StartInterval: omitted(duration),
    Retries: omitted('int'),
  },
}
const portSet: FieldType = { map: 'nat.PortSet', values: { struct: 'struct {}', fields: {} } }
const portBinding: FieldType = {
  struct: 'nat.PortBinding',
  fields: { HostIp: plain('string'), HostPort: plain('string') },
}
const portMap: FieldType = {
  map: 'nat.PortMap',
  values: { list: '[]nat.PortBinding', items: portBinding },
  nulls: true,
}

/** `Config` of a container, in moby's order (`container.Config`). */
export const configFields = {
  Hostname: plain('string'),
  Domainname: plain('string'),
  User: plain('string'),
  AttachStdin: plain('boolean'),
  AttachStdout: plain('boolean'),
  AttachStderr: plain('boolean'),
  ExposedPorts: optional(portSet),
  Tty: plain('boolean'),
  OpenStdin: plain('boolean'),
  StdinOnce: plain('boolean'),
  Env: nullable('strings'),
  Cmd: nullable('words'),
  Healthcheck: optional(healthConfig),
  ArgsEscaped: omitted('boolean'),
  Image: plain('string'),
  Volumes: nullable('set'),
  WorkingDir: plain('string'),
  Entrypoint: nullable('words'),
  NetworkDisabled: omitted('boolean'),
  MacAddress: omitted('string'),
  OnBuild: nullable('strings'),
  Labels: nullable('stringMap'),
  StopSignal: omitted('string'),
  StopTimeout: optional('int'),
  Shell: optional('words'),
} satisfies Tabled<Config>

const logConfig: FieldType = {
  struct: 'container.LogConfig',
  fields: { Type: plain('string', 'json-file'), Config: nullable('stringMap', {}) },
}
const restartPolicy: FieldType = {
  struct: 'container.RestartPolicy',
  fields: { Name: plain('string'), MaximumRetryCount: plain('int') },
}

/** `HostConfig` of a container, in moby's order (`container.HostConfig`, with its `Resources`). */
export const hostConfigFields = {
  Binds: nullable('strings'),
  ContainerIDFile: plain('string'),
  LogConfig: nullable(logConfig, { Type: 'json-file', Config: {} }),
  NetworkMode: plain(text('container.NetworkMode'), 'default'),
  PortBindings: nullable(portMap),
  RestartPolicy: nullable(restartPolicy, { Name: '', MaximumRetryCount: 0 }),
  AutoRemove: plain('boolean'),
  VolumeDriver: plain('string'),
  VolumesFrom: nullable('strings'),
  ConsoleSize: nullable('integers', [0, 0]),
  Annotations: optional('stringMap'),
  CapAdd: nullable('words'),
  CapDrop: nullable('words'),
  CgroupnsMode: plain(text('container.CgroupnsMode'), 'private'),
  Dns: nullable('strings'),
  DnsOptions: nullable('strings'),
  DnsSearch: nullable('strings'),
  ExtraHosts: nullable('strings'),
  GroupAdd: nullable('strings'),
  IpcMode: plain(text('container.IpcMode'), 'private'),
  Cgroup: plain(text('container.CgroupSpec')),
  Links: nullable('strings'),
  OomScoreAdj: plain('int'),
  PidMode: plain(text('container.PidMode')),
  Privileged: plain('boolean'),
  PublishAllPorts: plain('boolean'),
  ReadonlyRootfs: plain('boolean'),
  SecurityOpt: nullable('strings'),
  StorageOpt: optional('stringMap'),
  Tmpfs: optional('stringMap'),
  UTSMode: plain(text('container.UTSMode')),
  UsernsMode: plain(text('container.UsernsMode')),
  ShmSize: plain('integer', 64 * 1024 * 1024),
  Sysctls: optional('stringMap'),
  Runtime: plain('string', 'runc'),
  Isolation: plain(text('container.Isolation')),
  ...resourceFields,
  Mounts: optional(mounts),
  Init: optional('boolean'),
  MaskedPaths: nullable('strings'),
  ReadonlyPaths: nullable('strings'),
} satisfies Tabled<HostConfig>
