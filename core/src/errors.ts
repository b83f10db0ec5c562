/** What goes wrong, in moby's categories (its `errdefs`) and the few that a proxy needs besides. */
export const errorKinds = [
  'InvalidParameter',
  'Unauthorized',
  'Forbidden',
  'NotFound',
  'Conflict',
  'NotModified',
  'TooLarge',
  'NotImplemented',
  'Unavailable',
  'Unreachable',
  'LoopDetected',
  'Deadline',
  'Internal',
] as const

/** One of `errorKinds`. */
export type ErrorKind = (typeof errorKinds)[number]

/** An error that knows its kind. Its message is the sentence that a person reads. */
export interface SwarmError extends Error {
  readonly kind: ErrorKind
}

const brand = Symbol.for('libswarm.error')

/** Makes an error of a kind. Backends use `engine.error` of their handle instead. */
export function swarmError(kind: ErrorKind, sentence: string, cause?: unknown): SwarmError {
  const error = cause === undefined ? new Error(sentence) : new Error(sentence, { cause })
  error.name = 'SwarmError'
  return Object.assign(error, { kind, [brand]: true as const })
}

/** Whether a thrown value is one of ours, whichever copy of this package made it. */
export function isSwarmError(thrown: unknown): thrown is SwarmError {
  return attempt(() => thrown instanceof Error && brand in thrown) ?? false
}

/** One line about any thrown value, for a sentence or a log. Never throws, whatever the value is. */
export function describeError(thrown: unknown): string {
  return attempt(() => sentenceOf(thrown)) ?? unspeakable
}

/** The stack of any thrown value for a log, or the line about it where it has none. Never throws. */
export function stackOf(thrown: unknown): string {
  const stack = attempt(() => (thrown instanceof Error ? thrown.stack : undefined))
  return typeof stack === 'string' && stack !== '' ? stack : describeError(thrown)
}

const unspeakable = 'something was thrown that cannot be shown'

function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  // What Node throws for several addresses of one host has no message of its own.
  const inner: unknown = thrown instanceof AggregateError ? thrown.errors[0] : undefined
  if (thrown.message !== '') return String(thrown.message)
  return inner instanceof Error && inner.message !== '' ? String(inner.message) : String(thrown.name)
}

/** What `read` reads; undefined where a getter, a proxy or a `toString` of what is read throws. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
