import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { split } from './containers.js'

/**
 * The node that the name of something new begins with, and the name there. Throws `InvalidParameter` where no node is called
 * so: what an engine has never has a `/` in its name.
 */
export function splitNew(pool: Pool, written: string): readonly [Node | undefined, string] {
  const [node, name] = split(pool, written)
  if (node === undefined && written.includes('/')) throw pool.fail('InvalidParameter', noSuchNode(pool, written))
  return [node, name]
}

function noSuchNode(pool: Pool, written: string): string {
  const wanted = written.slice(0, written.indexOf('/'))
  const names = pool.all().map(({ name }) => name)
  return `"${written}" is to be on the node "${wanted}", and no node has that name: write one of ${names.join(', ')}`
}
