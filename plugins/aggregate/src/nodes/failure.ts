import { Readable } from 'node:stream'
import type { ErrorKind, Reply } from 'libswarm-core'
import { atMost } from '../at-most.js'
import type { Fail } from '../fail.js'

/** What moby's statuses stand for (its `httpstatus`), read backwards. */
const kinds = new Map<number, ErrorKind>([
  [400, 'InvalidParameter'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [409, 'Conflict'],
  [413, 'TooLarge'],
  [501, 'NotImplemented'],
  [502, 'Unreachable'],
  [503, 'Unavailable'],
  [504, 'Deadline'],
  [508, 'LoopDetected'],
])

/**
 * The error that an answer of failure stands for, with the engine's own sentence: the same that an engine in this process
 * throws.
 */
export async function failureOf(reply: Failed, fail: Fail): Promise<Error> {
  return fail(kinds.get(reply.status) ?? 'Internal', await sentenceIn(reply, fail))
}

type Failed = Pick<Reply, 'status' | 'body'>

/** How much is read of an answer of failure, in bytes, and for how long, in ms: a sentence is in it, or it is not. */
const longestAnswer = 64 * 1024
const patience = 5000

/** The sentence of an answer of failure. */
async function sentenceIn(reply: Failed, fail: Fail): Promise<string> {
  const text = await textOf(reply, fail)
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    if (typeof message === 'string') return message
  } catch {
    // Some answer in plain text.
  }
  return text.trim() === '' ? `status ${reply.status}` : text.trim()
}

/** What an answer of failure says, as far as that is read. Rejects with `Unreachable` where it breaks off. */
async function textOf({ body }: Failed, fail: Fail): Promise<string> {
  if (!(body instanceof Readable)) return Buffer.from(body ?? []).toString()
  const chunks: Uint8Array[] = []
  let length = 0
  const read = async () => {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk)
      length += chunk.length
      if (length > longestAnswer) return
    }
  }
  const reading = read().catch((thrown: unknown) => {
    if (kindOf(thrown) !== undefined) throw thrown
    throw fail('Unreachable', `the answer broke off: ${(thrown as Error).message}`, thrown)
  })
  if (!(await atMost(patience, reading))) {
    // What that breaks off is nobody's any more.
    reading.catch(() => undefined)
    body.destroy()
  }
  return Buffer.concat(chunks).subarray(0, longestAnswer).toString()
}

/** The kind of what was thrown; undefined where it has none. */
export const kindOf = (thrown: unknown): ErrorKind | undefined =>
  typeof thrown === 'object' && thrown !== null ? (thrown as { readonly kind?: ErrorKind }).kind : undefined
