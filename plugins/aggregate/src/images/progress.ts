import { Readable } from 'node:stream'
import type { Reply } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { failureOf } from '../nodes/failure.js'
import { errorIn, type Message } from './message.js'

/**
 * The lines of an answer as they come. Throws what the engine says of a failure, in its answer or in a line of it, and the
 * reason of the signal: not every runner looks at it once it has answered.
 */
export async function* progressOf(reply: Reply, signal: AbortSignal, fail: Fail): AsyncGenerator<Message, void> {
  if (reply.status >= 400) throw await failureOf(reply, fail)
  const { body } = reply
  const abort = () => {
    if (body instanceof Readable) body.destroy(signal.reason as Error)
  }
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  let failure: string | undefined
  for await (const message of reply.messages() as AsyncIterable<Message>) {
    const error = errorIn(message)
    if (error === undefined) yield message
    else failure = error
  }
  signal.removeEventListener('abort', abort)
  if (failure !== undefined) throw fail('Internal', failure)
}
