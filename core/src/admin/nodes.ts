import type { JobInit } from '../engine/job.js'
import type { Reply } from '../engine/reply.js'
import type { Runner } from '../engine/runner.js'
import type { NodeSpec } from '../api/models/node.js'
import { swarmError } from '../errors.js'
import { messageIn } from './message.js'
import { json, refusal, type Answer, type Asked, type Route } from './route.js'

/** How long the backends may take, in ms: less than a client of the address may stay silent. */
const limit = 25_000

type NodeJob = JobInit<'NodeList'> | JobInit<'NodeInspect'> | JobInit<'NodeUpdate'>

/**
 * The nodes of the pool that a daemon serves: the operations on nodes, asked of its backends as a client would.
 *
 * @param runner the backends; undefined before they are installed
 */
export function nodeRoutes(runner: () => Runner | undefined): readonly Route[] {
  return [
    {
      path: '/nodes',
      describe: 'the nodes of a pool, as NodeList answers them',
      answer: () => ask(runner(), { operation: 'NodeList' }),
    },
    {
      path: '/nodes/{name}',
      describe: 'one node, as NodeInspect answers it',
      answer: ({ name }) => ask(runner(), { operation: 'NodeInspect', path: { id: name } }),
    },
  ]
}

/** What changes a node, for addresses that other machines do not reach. */
export function nodeChanges(runner: () => Runner | undefined): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/nodes/{name}/availability',
      describe: 'sets whether a node takes containers: {"availability": "active", "pause" or "drain"}',
      answer: (asked) => setAvailability(runner(), asked),
    },
  ]
}

async function setAvailability(runner: Runner | undefined, { name, body }: Asked): Promise<Answer> {
  const { availability, ...others } = Object(body) as Record<string, unknown>
  if (typeof availability !== 'string' || Object.keys(others).length > 0) {
    throw swarmError('InvalidParameter', 'the body is {"availability": "drain"}, or "pause", or "active"')
  }
  const known = await ask(runner, { operation: 'NodeInspect', path: { id: name } })
  if (known.status !== 200) return known
  const { ID, Version, Spec } = JSON.parse(known.body) as { ID?: string; Version?: { Index?: number }; Spec?: NodeSpec }
  // The backend refuses what is none.
  const changed = { ...Spec, Availability: availability as NonNullable<NodeSpec['Availability']> }
  const query = { version: Version?.Index ?? 0 }
  return ask(runner, { operation: 'NodeUpdate', path: { id: ID ?? name }, query, body: changed })
}

/** Answers as the backends do, in JSON. Rejects with the error of one of them. */
async function ask(runner: Runner | undefined, job: NodeJob): Promise<Answer> {
  if (runner === undefined) return refusal(503, 'the daemon is starting')
  const signal = AbortSignal.timeout(limit)
  const reply: Reply = await runner.run({ ...job, signal })
  const text = Buffer.from(await reply.bytes()).toString()
  if (reply.status >= 400) return refusal(reply.status, messageIn(text) ?? text.trim())
  return text.trim() === '' ? json(reply.status, {}) : { status: reply.status, type: 'application/json', body: text }
}
