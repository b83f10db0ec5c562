import type { ServerResponse } from 'node:http'

interface Ending {
  readonly response: ServerResponse
  readonly body: Uint8Array | undefined
}

let endings: Ending[] = []

/**
 * Ends a response with the other ones of this turn of the event loop, when all that has arrived in it is worked on. To
 * wake a client that is asleep costs the system more than all the rest of a small answer; one that has been woken by an
 * answer is awake for those that follow at once.
 */
export function endTogether(response: ServerResponse, body: Uint8Array | undefined): void {
  if (endings.push({ response, body }) === 1) setImmediate(endAll)
}

function endAll(): void {
  const all = endings
  endings = []
  for (const { response, body } of all) if (!response.destroyed) response.end(body)
}
