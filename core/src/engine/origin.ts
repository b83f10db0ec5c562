const origins = new WeakMap<object, string>()
let noted = false

/** From now on answers are remembered with the backend that they come from; before, that costs a call nothing. */
export function noteOrigins(): void {
  noted = true
}

/**
 * Remembers which backend of a chain an answer comes from: a reply, the error instead of one, or a connection that it
 * has taken over. The first one that is noted counts: those before it in the chain only pass the answer on.
 */
export function noteOrigin(answer: object, backend: string): void {
  if (noted && !origins.has(answer)) origins.set(answer, backend)
}

/** Remembers for an answer that has come by a link what the other side says that it comes from: a claim, of anything. */
export function keepOrigin<T extends object>(answer: T, claimed: unknown): T {
  if (typeof claimed === 'string') origins.set(answer, claimed)
  return answer
}

/** The backend of the chain that an answer comes from; undefined where it is no backend's, or origins are not noted. */
export function originOf(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null ? origins.get(answer) : undefined
}
