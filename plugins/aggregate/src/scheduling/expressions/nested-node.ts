/** A constraint on a node of a pool that is a node itself. */
export interface NestedNode {
  /** The node of this pool. */
  readonly outer: string
  /** What it says to that node, where it is the one that is named; nothing otherwise. */
  within(node: string): readonly string[]
}

/** Reads `node==r2/a` and the like; undefined for every other constraint. */
export function nestedNode(text: string): NestedNode | undefined {
  const [, operator, outer, inner] = /^node([=!]=~?)([A-Za-z0-9][\w.-]*)\/([A-Za-z0-9].*)$/i.exec(text) ?? []
  if (operator === undefined || outer === undefined || inner === undefined) return undefined
  return { outer, within: (node) => (node === outer ? [`node${operator}${inner}`] : []) }
}
