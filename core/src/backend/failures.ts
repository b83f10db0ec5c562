import { describeError, isSwarmError, swarmError, type ErrorKind, type SwarmError } from '../errors.js'

/** Several failures as one error. Its message has a line for each. */
export interface SwarmErrors extends SwarmError {
  readonly errors: readonly unknown[]
}

/** One error of several: `InvalidParameter` when all of them are, else of the first other kind. One alone is itself. */
export function together(failures: readonly unknown[]): unknown {
  const flat = failures.flatMap((failure) => (isSwarmErrors(failure) ? failure.errors : [failure]))
  const sentences = new Map(flat.map((failure) => [describeError(failure), failure]))
  if (sentences.size === 1) return flat[0]
  const kinds = flat.map((failure): ErrorKind => (isSwarmError(failure) ? failure.kind : 'Internal'))
  const kind = kinds.find((one) => one !== 'InvalidParameter') ?? 'InvalidParameter'
  return Object.assign(swarmError(kind, [...sentences.keys()].join('\n')), { errors: [...sentences.values()] })
}

/** What there is to say about a thrown value: a sentence for each failure. */
export function sentencesOf(thrown: unknown): readonly string[] {
  return (isSwarmErrors(thrown) ? thrown.errors : [thrown]).map(describeError)
}

/** Waits for all, in any order. Rejects with all of their failures together. */
export async function allOf<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(works)
  const failures = settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
  if (failures.length > 0) throw together(failures)
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

function isSwarmErrors(thrown: unknown): thrown is SwarmErrors {
  return isSwarmError(thrown) && Array.isArray((thrown as Partial<SwarmErrors>).errors)
}
