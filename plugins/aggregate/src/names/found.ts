import type { Node } from '../nodes/node.js'

/** An object, and the node that has it. */
export interface Found {
  readonly node: Node
  /** Its full id, or its name where it has none (volumes). */
  readonly id: string
  /** What a person calls it. */
  readonly name: string
}

/** `node/name`, which always means this one. */
export const qualified = ({ node, name }: Pick<Found, 'node' | 'name'>): string => `${node.name}/${name}`

/** The candidates of an ambiguous name in a sentence: `a/web (4af0…), b/web (…)`. */
export function listed(found: readonly Found[]): string {
  const shown = found.slice(0, 10).map((one) => {
    return one.id === one.name ? qualified(one) : `${qualified(one)} (${one.id.slice(0, 12)})`
  })
  if (found.length > shown.length) shown.push(`and ${found.length - shown.length} more`)
  return shown.join(', ')
}
