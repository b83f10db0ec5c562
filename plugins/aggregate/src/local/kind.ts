import type { Node } from '../nodes/node.js'

/** Something that one engine has, under a name: a network or a volume. */
export interface Local {
  /** The full id; the name where it has none (volumes). */
  readonly id: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** What all operations on one kind of them share. */
export interface LocalKind {
  /** What several are called in a sentence. */
  readonly plural: string
  /** What a node has. Rejects where its engine does not answer. */
  list(node: Node): Promise<readonly Local[]>
  /** What it had when it was last asked; empty where it never was. */
  last(node: Node): readonly Local[]
  /** Has the node asked again by whoever wants to know next. */
  stale(node: Node): void
  /** Asks the engine itself for one, by what it may be called; undefined where it has none. */
  inspect(node: Node, name: string): Promise<Local | undefined>
  /** moby's sentence for one that is not there. */
  missing(name: string): string
}

/** What a node is known to have: what it had when it was last asked, where it does not answer now. */
export async function known(kind: LocalKind, node: Node): Promise<readonly Local[]> {
  if (node.state !== 'healthy') return kind.last(node)
  return kind.list(node).catch(() => kind.last(node))
}

/** What all nodes are known to have, those left out that are another node's engine. */
export async function knownOfAll(
  kind: LocalKind,
  nodes: readonly Node[],
): Promise<ReadonlyMap<Node, readonly Local[]>> {
  const used = nodes.filter(({ state }) => state !== 'duplicate')
  const lists = await Promise.all(used.map((node) => known(kind, node)))
  return new Map(used.map((node, index) => [node, lists[index]!]))
}
