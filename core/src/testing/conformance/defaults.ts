import type { OperationName } from '../../api/table.js'
import type { JobInit } from '../../engine/job.js'
import type { Runner } from '../../engine/runner.js'
import type { AnySample } from './any-call.js'
import { makeExec, makeNetwork } from './making.js'
import type { Known } from './subject.js'

// What nobody answers is told by the check of that operation.
const tell = async (runner: Runner, init: JobInit): Promise<void> =>
  void (await runner.run(init).catch(() => undefined))

type Defaults = Readonly<Partial<Record<OperationName, (known: Known) => AnySample>>>

/** Calls that any engine takes, for operations that need more than a name. */
const defaults: Defaults = {
  ContainerCreate: ({ image = 'busybox' }) => ({ body: { Image: image, Cmd: ['true'] } }),
  ContainerStart: ({ container = '' }) => ({
    prepare: (runner) => tell(runner, { operation: 'ContainerStop', path: { id: container }, query: { t: 0 } }),
  }),
  ContainerStop: () => ({ query: { t: 0 } }),
  ContainerRestart: () => ({ query: { t: 0 } }),
  ContainerUnpause: ({ container = '' }) => ({
    prepare: (runner) => tell(runner, { operation: 'ContainerPause', path: { id: container } }),
  }),
  ContainerWait: ({ container = '' }) => ({
    meanwhile: (runner) => tell(runner, { operation: 'ContainerKill', path: { id: container } }),
  }),
  ContainerDelete: () => ({ query: { force: true } }),
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
  // Only what runs is resized.
  ExecResize: (known) => ({
    query: { h: 24, w: 80 },
    prepare: async (runner) => {
      if (known.exec !== undefined) return undefined
      const id = await makeExec(runner, known, ['sleep', '60'])
      await tell(runner, { operation: 'ExecStart', path: { id }, body: { Detach: true } })
      return { path: { id } }
    },
  }),
  ImageCommit: ({ container = '' }) => ({ query: { container, repo: 'conformance' }, body: {} }),
  ImageCreate: ({ image = 'busybox' }) => ({ query: { fromImage: image, tag: 'latest' } }),
  // Of its last name, an image that is in use is not removed.
  ImageDelete: ({ image = 'busybox' }) => ({
    prepare: async (runner) => {
      await tell(runner, {
        operation: 'ImageTag',
        path: { name: image },
        query: { repo: 'conformance', tag: 'latest' },
      })
      return { path: { name: 'conformance:latest' } }
    },
  }),
  ImageGetAll: ({ image = 'busybox' }) => ({ query: { names: [image] } }),
  ImageLoad: () => ({ input: new Uint8Array(1024) }),
  ImageSearch: () => ({ query: { term: 'busybox' } }),
  ImageTag: () => ({ query: { repo: 'conformance', tag: 'latest' } }),
  NetworkConnect: ({ container = '' }) => ({ body: { Container: container } }),
  NetworkCreate: () => ({ body: { Name: 'conformance' } }),
  NetworkDisconnect: ({ container = '', network }) => ({
    body: { Container: container, Force: true },
    prepare: async (runner) => {
      const id = network ?? (await makeNetwork(runner))
      await tell(runner, { operation: 'NetworkConnect', path: { id }, body: { Container: container } })
      return { path: { id } }
    },
  }),
  SystemAuth: () => ({ body: { username: 'conformance', password: 'conformance' } }),
  VolumeCreate: () => ({ body: { Name: 'conformance' } }),
  VolumeUpdate: () => ({ body: {} }),
}

/** How an operation is called when nobody says anything. */
export function defaultsOf(operation: OperationName, known: Known): AnySample {
  return defaults[operation]?.(known) ?? {}
}
