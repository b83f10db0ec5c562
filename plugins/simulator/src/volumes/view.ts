import type { Answer } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import { machine } from '../system/machine.js'
import { toSeconds } from '../time.js'
import type { Volume } from './volume.js'

/** Where a volume would be on the host. */
export const mountpointOf = (name: string): string => `${machine.root}/volumes/${name}/_data`

/** What clients are told of a volume, for a version of the API; undefined is the newest. */
export function describeVolume(volume: Volume, version: string | undefined): Answer<'VolumeInspect'> {
  // Since API 1.42, volumes without a name have a label that says so.
  const labels = volume.anonymous && !isOlder(version ?? '1.42', '1.42')
  return {
    CreatedAt: `${new Date(toSeconds(volume.created) * 1000).toISOString().slice(0, 19)}Z`,
    Driver: 'local',
    Labels: labels ? { 'com.docker.volume.anonymous': '', ...volume.labels } : volume.labels,
    Mountpoint: mountpointOf(volume.name),
    Name: volume.name,
    Options: volume.options,
    Scope: 'local',
  }
}
