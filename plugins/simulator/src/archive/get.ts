import type { Job, ReplyInit } from 'libswarm-core'
import { containerEvent } from '../containers/event.js'
import { resolve } from '../containers/resolve.js'
import type { ByteString } from '../machine/byte-string.js'
import { archiveEntries } from '../machine/archive/entries.js'
import { tarOf } from '../machine/archive/tar-writer.js'
import { archiveView, bareView } from '../machine/archive/view.js'
import { root } from '../machine/files/container-files.js'
import type { State } from '../state.js'
import { readArchivePath } from './path.js'
import { streamOf } from './stream-of.js'
import { encodeStat, statHeader, statPath } from './stat.js'

/** Answers `ContainerArchiveInfo`: what is at a path, in a header. */
export function statOfArchive({ containers, machines, error }: State, job: Job<'ContainerArchiveInfo'>): ReplyInit {
  const asked = readArchivePath(job.query.path, error)
  const files = archiveView(machines.filesOf(resolve(containers, job.path.id, error)))
  const stat = statPath(files, asked, job.path.id, error)
  return { status: 200, headers: { [statHeader]: encodeStat(files, asked, stat) } }
}

/** Answers `ContainerArchive`: what is at a path and below it, as a tar archive. */
export function readArchive(state: State, job: Job<'ContainerArchive'>): ReplyInit {
  const { clock, containers, error, events, machines } = state
  const asked = readArchivePath(job.query.path, error)
  const container = resolve(containers, job.path.id, error)
  const files = archiveView(machines.filesOf(container))
  const stat = statPath(files, asked, job.path.id, error)
  const from = asked.followed ? files.realPath(asked.path, root) : asked.path
  const nameOf = (path: ByteString): ByteString => {
    if (path === '') return asked.name === '/' ? '' : asked.name
    return asked.name === '/' ? `/${path}` : `${asked.name}/${path}`
  }
  events.publish([containerEvent(container, 'archive-path', clock.now())])
  return {
    status: 200,
    headers: { 'Content-Type': 'application/x-tar', [statHeader]: encodeStat(files, asked, stat) },
    body: streamOf(tarOf(archiveEntries(files, from), nameOf)),
  }
}

/** Answers `ContainerExport`: all files of a container without what is mounted, as a tar archive. */
export function exportContainer(state: State, job: Job<'ContainerExport'>): ReplyInit {
  const { clock, containers, error, events, machines } = state
  const container = resolve(containers, job.path.id, error)
  const entries = archiveEntries(bareView(machines.treeOf(container)), '/')
  events.publish([containerEvent(container, 'export', clock.now())])
  return {
    status: 200,
    headers: { 'Content-Type': 'application/octet-stream' },
    body: streamOf(tarOf(entries, (path) => path)),
  }
}
