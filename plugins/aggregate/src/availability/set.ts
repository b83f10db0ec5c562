import type { Turns } from '../local/turns.js'
import { askDone } from '../nodes/ask.js'
import { creationOn } from '../nested/creation.js'
import { markOf, readMark, type Availability } from '../nodes/availability.js'
import { kindOf } from '../nodes/failure.js'
import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'
import { isMark } from '../volumes/kind.js'

/**
 * Has the engine of a node keep an availability, one change of a node at a time. Rejects with `Unavailable` where the node is
 * down, with `Conflict` where somebody else has set another one meanwhile, and with what the engine says where it does not
 * keep it; the sentence names the node, and how it is then.
 */
export function setAvailability(pool: Pool, turns: Turns, node: Node, wanted: Availability): Promise<void> {
  return turns.take(`availability ${node.name}`, async () => {
    const before = await readMark((job) => node.ask(job), node.mark).catch((thrown: unknown) => {
      throw failed(pool, `how the node "${node.name}" is set cannot be read`, thrown)
    })
    if (before !== wanted) await change(pool, node, before, wanted)
    const now = await readNow(node)
    if (now === wanted) return
    if (now === undefined) throw pool.fail('Unavailable', `the node "${node.name}" does not tell how it is set now`)
    await refuseOtherVolume(pool, node)
    const sentence = `the node "${node.name}" was set to ${now} at the same moment as to ${wanted}`
    throw pool.fail('Conflict', `${sentence}: ask again`)
  })
}

/** A volume keeps the labels that it was made with: another mark takes its place. Where there is none, the first one is back. */
async function change(pool: Pool, node: Node, before: Availability, wanted: Availability): Promise<void> {
  const act = (job: Parameters<typeof askDone>[1]) => askDone(node, job, pool.times.changeLimit, pool.fail)
  const create = (availability: Availability) =>
    act(creationOn(node, { operation: 'VolumeCreate', body: markOf(node.mark, availability) } as const))
  try {
    if (before !== 'active') await act({ operation: 'VolumeDelete', path: { name: node.mark } })
    if (wanted !== 'active') await create(wanted)
  } catch (thrown) {
    if (before !== 'active' && (await readNow(node)) === 'active') await create(before).catch(() => undefined)
    const now = await readNow(node)
    const how = now === undefined ? 'does not tell how it is set now' : `is ${now}`
    throw failed(pool, `the node "${node.name}" cannot be set to ${wanted}, and ${how}`, thrown)
  }
}

/** How a node is set; undefined where it does not tell. */
const readNow = (node: Node): Promise<Availability | undefined> => node.view.readAvailability().catch(() => undefined)

/** Throws where a volume has the name of the mark, and is none: a client has made it. */
async function refuseOtherVolume(pool: Pool, node: Node): Promise<void> {
  const volume = await node.find({ operation: 'VolumeInspect', path: { name: node.mark } })
  if (volume === undefined || isMark(volume)) return
  const sentence = `it has a volume ${node.mark} that does not say how it is set: remove that one on the engine itself`
  throw pool.fail('Conflict', `the node "${node.name}" cannot be set to anything: ${sentence}`)
}

const failed = ({ fail }: Pool, sentence: string, thrown: unknown): Error =>
  fail(kindOf(thrown) ?? 'Internal', `${sentence}: ${(thrown as Error).message}`, thrown)
