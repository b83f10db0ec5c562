import { operations, type Operation } from '../../api/table.js'
import type { BackendSpec } from '../../backend/contract.js'
import { compose } from '../../daemon.js'
import type { Chain } from '../../engine/chain.js'

/** One backend in a table of support. */
export interface SupportColumn {
  readonly backend: BackendSpec
  /** The folder that a spec is resolved from. */
  readonly from?: string | undefined
  /** What is said of operations that its catch-all takes; `catch-all` unless given. */
  readonly catchAll?: string | undefined
}

/**
 * What backends do with each operation, as a table in Markdown: `supported` by a handler of their own, taken by the
 * catch-all, or the status that a client gets. The backends are installed, and closed again.
 */
export async function supportTable(columns: readonly SupportColumn[]): Promise<string> {
  const chains: Chain[] = []
  try {
    for (const { backend, from } of columns) chains.push(await compose([backend], from === undefined ? {} : { from }))
    const cells = (row: Operation) => chains.map((chain, index) => cellOf(row, chain, columns[index]!.catchAll))
    const head = ['operation', 'call', ...columns.map(({ backend }) => nameOf(backend))]
    const rows = operations.map((row) => [row.operation, `\`${row.method} ${row.path}\``, ...cells(row)])
    return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
  } finally {
    for (const chain of chains) await chain.close()
  }
}

function cellOf({ operation, swarm }: Operation, chain: Chain, catchAll = 'catch-all'): string {
  const [answerer] = chain.answerers(operation)
  if (answerer === undefined) return swarm === true ? '503' : '501'
  return answerer.catchAll ? catchAll : 'supported'
}

function nameOf(backend: BackendSpec): string {
  if (typeof backend === 'string') return backend.split(' ')[0]!
  return 'install' in backend ? backend.name : backend.backend
}
