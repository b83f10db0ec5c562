import type { State } from '../state.js'

/** The ids of the containers that have each volume among their mounts, running or not. */
export function usersByVolume({ containers }: State): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>()
  for (const { id, mounts } of containers.all()) {
    const names = new Set(mounts.flatMap(({ Type, Name }) => (Type === 'volume' && Name !== undefined ? [Name] : [])))
    for (const name of names) {
      const known = users.get(name)
      if (known === undefined) users.set(name, [id])
      else known.push(id)
    }
  }
  return users
}
