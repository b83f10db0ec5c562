import type { ErrorKind, Reply } from 'libswarm-core'
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
export async function failureOf(reply: Pick<Reply, 'status' | 'bytes'>, fail: Fail): Promise<Error> {
  return fail(kinds.get(reply.status) ?? 'Internal', await sentenceIn(reply))
}

/** The sentence of an answer of failure. */
async function sentenceIn(reply: Pick<Reply, 'status' | 'bytes'>): Promise<string> {
  const text = Buffer.from(await reply.bytes()).toString()
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    if (typeof message === 'string') return message
  } catch {
    // Some answer in plain text.
  }
  return text.trim() === '' ? `status ${reply.status}` : text.trim()
}

/** The kind of what was thrown; undefined where it has none. */
export const kindOf = (thrown: unknown): ErrorKind | undefined =>
  typeof thrown === 'object' && thrown !== null ? (thrown as { readonly kind?: ErrorKind }).kind : undefined
