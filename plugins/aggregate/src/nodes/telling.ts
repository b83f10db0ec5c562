import type { OperationName, Reply } from 'libswarm-core'
import { Readable } from 'node:stream'

/** Operations that change what a list of containers tells, or whose answer tells of such a change as it ends. */
const changing: ReadonlySet<OperationName> = new Set<OperationName>([
  'ContainerCreate',
  'ContainerStart',
  'ContainerStop',
  'ContainerRestart',
  'ContainerKill',
  'ContainerUpdate',
  'ContainerRename',
  'ContainerPause',
  'ContainerUnpause',
  'ContainerDelete',
  'ContainerPrune',
  'ContainerWait',
  'ContainerAttach',
  'ContainerLogs',
  'ImageBuild',
  'ImageCommit',
  'ImageCreate',
  'ImageDelete',
  'ImageLoad',
  'ImagePrune',
  'ImageTag',
  'NetworkConnect',
  'NetworkDelete',
  'NetworkDisconnect',
  'NetworkPrune',
])

/**
 * An answer of an engine, as it comes. Whoever hears it hears of a change that the engine's events may tell later: a list
 * that was kept before is not the list any more, when it is asked for, answered, and at its end.
 *
 * @param changed is told then
 */
export function telling<O extends OperationName>(
  operation: O,
  answer: Promise<Reply<O>>,
  changed: () => void,
): Promise<Reply<O>> {
  if (!changing.has(operation)) return answer
  changed()
  return answer
    .then((reply) => {
      if (reply.body instanceof Readable && !reply.body.closed) reply.body.once('close', changed)
      return reply
    })
    .finally(changed)
}
