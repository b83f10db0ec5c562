import type { LocalKind } from '../local/kind.js'
import { markLabel } from '../nodes/availability.js'

interface Listed {
  readonly Name: string
  readonly Labels?: Readonly<Record<string, string>> | null
}

const localOf = ({ Name, Labels }: Listed) => ({ id: Name, name: Name, labels: Labels ?? {} })

/** Whether a volume is such a mark, and no client's. */
export const isMark = ({ Labels }: Pick<Listed, 'Labels'>): boolean => Object.hasOwn(Labels ?? {}, markLabel)

const ofClients = (list: readonly Listed[]) => list.filter((volume) => !isMark(volume)).map(localOf)

/** Volumes, each of one engine. */
export const volumes: LocalKind = {
  plural: 'volumes',
  list: async ({ view }) => ofClients(await view.volumes.get()),
  last: ({ view }) => ofClients(view.volumes.last ?? []),
  stale: ({ view }) => view.volumes.stale(),
  async inspect(node, name) {
    const volume = await node.find({ operation: 'VolumeInspect', path: { name } })
    return volume === undefined || isMark(volume) ? undefined : localOf(volume)
  },
  missing: (name) => `get ${name}: no such volume`,
}
