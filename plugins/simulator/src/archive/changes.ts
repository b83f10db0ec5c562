import type { Answer, Job } from 'libswarm-core'
import { resolve } from '../containers/resolve.js'
import { toText } from '../machine/byte-string.js'
import { changesOf } from '../machine/files/changes.js'
import type { State } from '../state.js'

const kinds = { C: 0, A: 1, D: 2 } as const

/** Answers `ContainerChanges`: what has changed in the files of a container since its image; null where nothing has. */
export function changesOfContainer(
  { containers, machines, error }: State,
  job: Job<'ContainerChanges'>,
): Answer<'ContainerChanges'> {
  const container = resolve(containers, job.path.id, error)
  const changes = changesOf(machines.treeOf(container))
  if (changes.length === 0) return null
  return changes.map(({ kind, path }) => ({ Path: toText(path), Kind: kinds[kind] }))
}
