import type { HeaderList, ReplyInit } from 'libswarm-core'

/** A JSON answer with headers of its own. */
export function jsonReply(value: unknown, headers: HeaderList = []): ReplyInit {
  return {
    status: 200,
    headers: [['Content-Type', 'application/json'], ...headers],
    body: `${JSON.stringify(value)}\n`,
  }
}
