import type { Local, LocalKind } from '../local/kind.js'

interface Listed {
  readonly Id?: string
  readonly Name?: string
  readonly Labels?: Readonly<Record<string, string>> | null
}

const localOf = ({ Id = '', Name = '', Labels }: Listed) => ({ id: Id, name: Name, labels: Labels ?? {} })

/** Networks, each of one engine. */
export const networks: LocalKind = {
  plural: 'networks',
  list: async ({ view }) => (await view.networks.get()).map(localOf),
  last: ({ view }) => (view.networks.last ?? []).map(localOf),
  stale: ({ view }) => view.networks.stale(),
  async inspect(node, name) {
    const network = await node.find({ operation: 'NetworkInspect', path: { id: name } })
    return network === undefined ? undefined : localOf(network)
  },
  missing: (name) => `network ${name} not found`,
}

/**
 * What an engine is asked by: the full id, which stays what was found, or `node/name` of a pool within this one, which
 * always means one there.
 */
export const addressOf = ({ id, name }: Pick<Local, 'id' | 'name'>): string => (name.includes('/') ? name : id)

const predefined = new Set(['bridge', 'host', 'none'])

/** Whether every engine has a network of that name (moby's `runconfig.IsPreDefinedNetwork`). */
export const isPredefined = (name: string): boolean => predefined.has(name)
