import type { OperationName } from '../../api/table.js'
import type { AnySample } from './any-call.js'
import type { Known } from './subject.js'

type Defaults = Readonly<Partial<Record<OperationName, (known: Known) => AnySample>>>

/** Calls that any engine takes, for operations that need more than a name. */
const defaults: Defaults = {
  ContainerCreate: ({ image = 'busybox' }) => ({ body: { Image: image, Cmd: ['true'] } }),
  ContainerUpdate: () => ({ body: {} }),
  ContainerRename: () => ({ query: { name: 'conformance-renamed' } }),
  ContainerResize: () => ({ query: { h: 24, w: 80 } }),
  ContainerLogs: () => ({ query: { stdout: true, stderr: true } }),
  ContainerAttach: () => ({ query: { stream: true, stdin: true, stdout: true, stderr: true } }),
  ContainerArchive: () => ({ query: { path: '/' } }),
  ContainerArchiveInfo: () => ({ query: { path: '/' } }),
  // Two blocks of zeros are an empty archive.
  PutContainerArchive: () => ({ query: { path: '/' }, input: new Uint8Array(1024) }),
  ContainerExec: () => ({ body: { Cmd: ['true'], AttachStdout: true } }),
  ExecStart: () => ({ body: {} }),
  ExecResize: () => ({ query: { h: 24, w: 80 } }),
  ImageCommit: ({ container = '' }) => ({ query: { container, repo: 'conformance' }, body: {} }),
  ImageCreate: ({ image = 'busybox' }) => ({ query: { fromImage: image, tag: 'latest' } }),
  ImageGetAll: ({ image = 'busybox' }) => ({ query: { names: [image] } }),
  ImageLoad: () => ({ input: new Uint8Array(1024) }),
  ImageSearch: () => ({ query: { term: 'busybox' } }),
  ImageTag: () => ({ query: { repo: 'conformance', tag: 'latest' } }),
  NetworkConnect: ({ container = '' }) => ({ body: { Container: container } }),
  NetworkCreate: () => ({ body: { Name: 'conformance' } }),
  NetworkDisconnect: ({ container = '' }) => ({ body: { Container: container, Force: true } }),
  SystemAuth: () => ({ body: { username: 'conformance', password: 'conformance' } }),
  VolumeCreate: () => ({ body: { Name: 'conformance' } }),
  VolumeUpdate: () => ({ body: {} }),
}

/** How an operation is called when nobody says anything. */
export function defaultsOf(operation: OperationName, known: Known): AnySample {
  return defaults[operation]?.(known) ?? {}
}
