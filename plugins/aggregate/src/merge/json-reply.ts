import type { HeaderList, ReplyInit } from 'libswarm-core'

/** A JSON answer with headers of its own. */
export function jsonReply(value: unknown, headers: HeaderList = []): ReplyInit {
  return jsonBytesReply(Buffer.from(`${JSON.stringify(value)}\n`), headers)
}

/** The same of JSON that is written already. */
export function jsonBytesReply(body: Buffer, headers: HeaderList): ReplyInit {
  return { status: 200, headers: [['Content-Type', 'application/json'], ...headers], body }
}
