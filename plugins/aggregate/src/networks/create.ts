import type { Job, Reply } from 'libswarm-core'
import { createLocal, type CreateParts, type Creating } from '../local/create.js'
import { fieldsOf, isFields, textOf, withValue } from '../scheduling/request/fields.js'
import { parseReference } from '../scheduling/request/references.js'
import { isPredefined, networks } from './kind.js'

/**
 * A network's name is there once in the pool, unless its node is said. dockerd refuses a second one for clients since API
 * 1.44, and before for those that sent `CheckDuplicate`, as `docker` and Compose always did.
 */
const creating: Creating = {
  ...networks,
  taken(pool, name, [owner]) {
    // The engine says that these are not to be made.
    if (owner === undefined || isPredefined(name)) return undefined
    throw pool.fail('Conflict', `network with name ${name} already exists (on the node "${owner.node.name}")`)
  },
  asks: (_name, fields) => {
    const source = textOf(fieldsOf(fields, 'ConfigFrom'), 'Network')
    return source === '' ? {} : { networks: [parseReference(source, '--config-from')] }
  },
  body: (fields) =>
    withValue(fields, 'ConfigFrom', (source) => (isFields(source) ? withValue(source, 'Network', local) : source)),
}

/** `node/name` as its node knows it. */
const local = (text: unknown): unknown => (typeof text === 'string' ? parseReference(text, '').name : text)

/** Answers `NetworkCreate`, on one node. */
export async function createNetwork(parts: CreateParts, job: Job<'NetworkCreate'>): Promise<Reply> {
  const { reply } = await createLocal(parts, creating, job)
  return reply
}
