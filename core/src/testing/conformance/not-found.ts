import type { OperationName } from '../../api/table.js'

/** What an engine says of something that is not there. A sentence is right that holds one of these. */
type Sentences = (name: string) => readonly string[]

const container: Sentences = (name) => [`No such container: ${name}`]
const exec: Sentences = (name) => [`No such exec instance: ${name}`]
const image: Sentences = (name) => [`No such image: ${name}`]
const network: Sentences = (name) => [`network ${name} not found`]
const volume: Sentences = (name) => [`get ${name}: no such volume`]
const plugin: Sentences = (name) => [`plugin "${name}" not found`]
const swarm =
  (kind: string): Sentences =>
  (name) => [`${kind} ${name} not found`]

/**
 * moby's sentences by operation, as Docker Engine 20.10 says them to a name that it does not know, in swarm mode where
 * the operation needs that. Absent are those that answer otherwise: `ImagePush` in its stream, `DistributionInspect` by
 * asking a registry, `HEAD` without a body (its status is checked), and those that look at the body first.
 */
const sentences: { readonly [O in OperationName]?: Sentences } = {
  ContainerArchive: container,
  ContainerAttach: container,
  ContainerChanges: container,
  ContainerDelete: container,
  ContainerExec: container,
  ContainerExport: container,
  ContainerInspect: container,
  ContainerKill: container,
  ContainerLogs: container,
  ContainerPause: container,
  ContainerRename: container,
  ContainerResize: container,
  ContainerRestart: container,
  ContainerStart: container,
  ContainerStats: container,
  ContainerStop: container,
  ContainerTop: container,
  ContainerUnpause: container,
  ContainerUpdate: container,
  ContainerWait: container,
  PutContainerArchive: container,
  ExecInspect: exec,
  ExecResize: exec,
  ExecStart: exec,
  ImageDelete: image,
  ImageGet: image,
  ImageHistory: image,
  ImageInspect: image,
  ImageTag: image,
  // An engine may look at the container in the body first.
  NetworkConnect: (name) => [...network(name), 'No such container: '],
  NetworkDisconnect: (name) => [...network(name), 'No such container: '],
  NetworkDelete: network,
  NetworkInspect: network,
  VolumeDelete: volume,
  VolumeInspect: volume,
  PluginDelete: plugin,
  PluginDisable: plugin,
  PluginEnable: plugin,
  PluginInspect: plugin,
  PluginPush: plugin,
  NodeDelete: swarm('node'),
  NodeInspect: swarm('node'),
  ServiceDelete: swarm('service'),
  ServiceInspect: swarm('service'),
  ServiceLogs: swarm('service'),
  TaskInspect: swarm('task'),
  TaskLogs: swarm('task'),
  SecretDelete: swarm('secret'),
  SecretInspect: swarm('secret'),
  SecretUpdate: swarm('secret'),
  ConfigDelete: swarm('config'),
  ConfigInspect: swarm('config'),
  ConfigUpdate: swarm('config'),
}

/** What of moby's sentence has to be in that of an operation; undefined where no sentence is known. */
export function notFoundSentences(operation: OperationName, name: string): readonly string[] | undefined {
  return sentences[operation]?.(name)
}
