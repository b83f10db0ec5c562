import type { OperationName } from 'libswarm-core'

/** What has an owner among the engines. */
export type ObjectKind = 'container' | 'exec' | 'image' | 'network' | 'volume'

/**
 * Where an operation goes.
 *
 * - `here`: answered by the aggregate itself
 * - `merged`: asked of all engines, one answer made of theirs
 * - `owner`: the engine that has the object
 * - `all`: done on all engines
 * - `placed`: done on the one that the scheduler chooses
 * - `any`: any one engine will do
 * - `refused`: cannot be done across engines, for a reason
 */
export type Way =
  | { readonly way: 'here' | 'merged' | 'all' | 'placed' | 'any' }
  | { readonly way: 'owner'; readonly of: ObjectKind }
  | { readonly way: 'refused'; readonly because: string }

const here = { way: 'here' } as const
const merged = { way: 'merged' } as const
const all = { way: 'all' } as const
const placed = { way: 'placed' } as const
const any = { way: 'any' } as const
const ownerOf = (of: ObjectKind) => ({ way: 'owner', of }) as const
const refused = (because: string) => ({ way: 'refused', because }) as const

const swarm = refused('the engines of a pool are no swarm: services, tasks, secrets and configs belong to swarm mode')
const plugins = refused("plugins are an engine's own: ask the engine itself")

/** The column of the operation table that tells where each operation goes. */
export const ways: Readonly<Record<OperationName, Way>> = {
  ContainerList: merged,
  ContainerCreate: placed,
  ContainerInspect: ownerOf('container'),
  ContainerTop: ownerOf('container'),
  ContainerLogs: ownerOf('container'),
  ContainerChanges: ownerOf('container'),
  ContainerExport: ownerOf('container'),
  ContainerStats: ownerOf('container'),
  ContainerResize: ownerOf('container'),
  ContainerStart: ownerOf('container'),
  ContainerStop: ownerOf('container'),
  ContainerRestart: ownerOf('container'),
  ContainerKill: ownerOf('container'),
  ContainerUpdate: ownerOf('container'),
  ContainerRename: ownerOf('container'),
  ContainerPause: ownerOf('container'),
  ContainerUnpause: ownerOf('container'),
  ContainerAttach: ownerOf('container'),
  ContainerAttachWebsocket: ownerOf('container'),
  ContainerWait: ownerOf('container'),
  ContainerDelete: ownerOf('container'),
  ContainerArchiveInfo: ownerOf('container'),
  ContainerArchive: ownerOf('container'),
  PutContainerArchive: ownerOf('container'),
  ContainerPrune: merged,
  ContainerExec: ownerOf('container'),
  ImageCommit: ownerOf('container'),
  ExecInspect: ownerOf('exec'),
  ExecStart: ownerOf('exec'),
  ExecResize: ownerOf('exec'),
  ImageList: merged,
  ImageCreate: all,
  ImageLoad: all,
  ImageTag: all,
  ImageDelete: all,
  ImagePrune: merged,
  ImageInspect: ownerOf('image'),
  ImageHistory: ownerOf('image'),
  ImageAttestations: ownerOf('image'),
  ImageGet: ownerOf('image'),
  ImageGetAll: ownerOf('image'),
  ImagePush: ownerOf('image'),
  ImageSearch: any,
  ImageBuild: placed,
  BuildPrune: merged,
  Session: placed,
  Grpc: placed,
  NetworkList: merged,
  NetworkCreate: placed,
  NetworkInspect: ownerOf('network'),
  NetworkDelete: ownerOf('network'),
  NetworkConnect: ownerOf('network'),
  NetworkDisconnect: ownerOf('network'),
  NetworkPrune: merged,
  VolumeList: merged,
  VolumeCreate: placed,
  VolumeInspect: ownerOf('volume'),
  VolumeUpdate: swarm,
  VolumeDelete: ownerOf('volume'),
  VolumePrune: merged,
  SystemAuth: any,
  SystemInfo: here,
  SystemVersion: here,
  SystemPing: here,
  SystemPingHead: here,
  SystemEvents: merged,
  SystemDataUsage: merged,
  DistributionInspect: any,
  NodeList: here,
  NodeInspect: here,
  NodeUpdate: here,
  NodeDelete: refused('a node leaves the pool where its children are written: arguments, config, or discovery'),
  SwarmInspect: swarm,
  SwarmInit: swarm,
  SwarmJoin: swarm,
  SwarmLeave: swarm,
  SwarmUpdate: swarm,
  SwarmUnlockkey: swarm,
  SwarmUnlock: swarm,
  ServiceList: swarm,
  ServiceCreate: swarm,
  ServiceInspect: swarm,
  ServiceDelete: swarm,
  ServiceUpdate: swarm,
  ServiceLogs: swarm,
  TaskList: swarm,
  TaskInspect: swarm,
  TaskLogs: swarm,
  SecretList: swarm,
  SecretCreate: swarm,
  SecretInspect: swarm,
  SecretDelete: swarm,
  SecretUpdate: swarm,
  ConfigList: swarm,
  ConfigCreate: swarm,
  ConfigInspect: swarm,
  ConfigDelete: swarm,
  ConfigUpdate: swarm,
  PluginInspect: here,
  PluginList: plugins,
  GetPluginPrivileges: plugins,
  PluginPull: plugins,
  PluginDelete: plugins,
  PluginEnable: plugins,
  PluginDisable: plugins,
  PluginUpgrade: plugins,
  PluginCreate: plugins,
  PluginPush: plugins,
  PluginSet: plugins,
}
