import type { HeaderList } from 'libswarm-core'
import { sentenceOf, warningsOf } from '../merge/gather.js'
import type { Pool } from '../nodes/pool.js'
import { nameInUse } from './names.js'
import { askForRivals, type Given } from './rivals.js'

/**
 * Makes sure that a name that an engine has just given is no other container's of the pool: another swarmd over the same engines
 * may have had another one give it at the same moment. Resolves with a warning for each node that did not tell. Throws
 * `Conflict`, in dockerd's words, where the name has to be left to another container; and `Unavailable` for a node that did
 * not tell where the pool is strict.
 *
 * @param giveUp has the container not have the name any more; it happens before this throws
 */
export async function keepName(pool: Pool, given: Given, giveUp: () => Promise<void>): Promise<HeaderList> {
  const { rival, silent, partial } = await askForRivals(pool, given, pool.times.nameWait)
  if (rival === undefined && (!pool.strict || silent.length === 0)) {
    return warningsOf({ silent: [...silent, ...partial] })
  }
  try {
    await giveUp()
  } catch (thrown) {
    const { node, name } = given
    pool.log.warn(`the container ${node.name}/${name} could not give up its name: ${(thrown as Error).message}`)
  }
  if (rival === undefined) throw pool.fail('Unavailable', silent.map(sentenceOf).join('; '))
  await rival.node.view.renew(rival.id)
  throw nameInUse(pool, given.name, `container "${rival.id}" of the node "${rival.node.name}"`)
}
