import type { ServerResponse } from 'node:http'

/** A whole answer. */
export interface Ending {
  readonly response: ServerResponse
  readonly status: number
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: Uint8Array | undefined
}

let endings: Ending[] = []

/**
 * Ends a response with the other ones of this turn of the event loop, when all that has arrived in it is worked on. To
 * wake a client that is asleep costs the system more than all the rest of a small answer; one that has been woken by an
 * answer is awake for those that follow at once.
 */
export function endTogether(ending: Ending): void {
  if (endings.push(ending) === 1) setImmediate(endAll)
}

function endAll(): void {
  const all = endings
  endings = []
  for (const { response, status, headers, body } of all) {
    try {
      if (!response.destroyed) response.writeHead(status, headers).end(body)
    } catch (thrown) {
      // Nobody else's answer is to wait for ever.
      response.destroy(thrown as Error)
    }
  }
}
