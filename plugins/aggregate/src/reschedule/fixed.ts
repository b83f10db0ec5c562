import type { Answer } from 'libswarm-core'

type Inspected = Answer<'ContainerInspect'>

/** How Docker names a volume that nobody has named. */
const anonymous = /^[0-9a-f]{64}$/

/** Why a container cannot be created anew elsewhere, as a part of a sentence; undefined where it can. */
export function whyFixed(container: Inspected): string | undefined {
  return tiedByMounts(container) ?? tiedByContainers(container) ?? (isRemovedAtEnd(container) ? removed : undefined)
}

const removed = 'it is removed when it stops (--rm)'

const isRemovedAtEnd = ({ HostConfig }: Inspected): boolean => HostConfig?.AutoRemove === true

/** What is on its node alone, and would be missing elsewhere. */
function tiedByMounts({ Mounts }: Inspected): string | undefined {
  for (const { Type, Name = '', Source = '', Driver } of Mounts ?? []) {
    if (Type === 'bind') return `${Source} of its node is mounted in it`
    if (Type === 'volume' && (Driver ?? 'local') === 'local' && !anonymous.test(Name)) {
      return `it has the local volume ${Name}`
    }
  }
  return undefined
}

function tiedByContainers({ HostConfig = {} }: Inspected): string | undefined {
  const { Links, VolumesFrom, NetworkMode, PidMode, IpcMode } = HostConfig
  const shared = [NetworkMode, PidMode, IpcMode].find((mode) => mode?.startsWith('container:'))
  const other = shared?.slice('container:'.length) ?? VolumesFrom?.[0] ?? Links?.[0]
  return other === undefined ? undefined : `it needs another container on its node, ${other}`
}
