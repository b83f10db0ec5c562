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

/** What nodes are known to have. */
export interface Known {
  /** What each has, or had when it was last asked where it does not answer now. */
  readonly lists: ReadonlyMap<Node, readonly Local[]>
  /** Those that did not answer just now. */
  readonly silent: ReadonlySet<Node>
}

/** Reads what has changed on nodes since it was last asked for. Those are left out that are another node's engine. */
export async function learn(kind: LocalKind, nodes: readonly Node[]): Promise<Known> {
  const silent = new Set<Node>()
  const used = nodes.filter(({ state }) => state !== 'duplicate')
  const read = async (node: Node) => {
    if (node.state !== 'healthy') return
    // Its events tell what has changed, where they arrive.
    if (!node.isFollowed) kind.stale(node)
    await kind.list(node).catch(() => void silent.add(node))
  }
  await Promise.all(used.map(read))
  return { lists: new Map(used.map((node) => [node, kind.last(node)])), silent }
}
