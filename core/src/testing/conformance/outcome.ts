import { describeError, isSwarmError } from '../../errors.js'
import type { JobInit } from '../../engine/job.js'
import type { Runner } from '../../engine/runner.js'
import { statusOf } from '../../http/status.js'
import { within } from './bounded.js'

/** What a client would see of a job: a status, and the sentence of a failure. */
export interface Outcome {
  readonly status: number
  readonly sentence: string
}

/** Runs a job and lets go of its body. */
export async function outcomeOf(runner: Runner, init: JobInit): Promise<Outcome> {
  const running = runner.run(init).then(
    async (reply): Promise<Outcome> => {
      if (reply.status >= 400) return { status: reply.status, sentence: sentenceIn(await reply.bytes()) }
      if (reply.body !== undefined && 'destroy' in reply.body) reply.body.on('error', () => undefined).destroy()
      return { status: reply.status, sentence: '' }
    },
    (thrown: unknown): Outcome => ({
      status: isSwarmError(thrown) ? statusOf[thrown.kind] : statusOf.Internal,
      sentence: describeError(thrown),
    }),
  )
  return within(running, `${init.operation} has not answered`)
}

/** The sentence of an answer that is an error; its text where it is none of Docker's shape. */
export function sentenceIn(body: string | Uint8Array): string {
  const text = Buffer.from(body as string).toString()
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown }
    return typeof message === 'string' ? message : text.trim()
  } catch {
    return text.trim()
  }
}
