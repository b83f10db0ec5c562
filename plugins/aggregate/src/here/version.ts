import type { Answer } from 'libswarm-core'
import type { Pool } from '../nodes/pool.js'
import { rangeOf } from './versions.js'

/** Answers `SystemVersion`: the API versions that all engines speak, and each engine as a component. */
export function version(pool: Pool): Answer<'SystemVersion'> {
  const nodes = pool.healthy()
  const { max, min } = rangeOf(pool)
  // What all engines agree on is told as the pool's; of the rest, the first one's.
  const first = nodes[0]?.version ?? {}
  return {
    Platform: { Name: 'swarmd aggregate' },
    Components: nodes.map(
      ({ name, version: { Version = '', ApiVersion = '', Os = '', Arch = '', KernelVersion = '' } }) => ({
        Name: name,
        Version,
        Details: { ApiVersion, Os, Arch, KernelVersion },
      }),
    ),
    Version: first.Version ?? '',
    ApiVersion: max,
    MinAPIVersion: min,
    GitCommit: first.GitCommit ?? '',
    GoVersion: first.GoVersion ?? '',
    Os: first.Os ?? '',
    Arch: first.Arch ?? '',
    KernelVersion: first.KernelVersion ?? '',
    BuildTime: first.BuildTime ?? '',
  }
}
