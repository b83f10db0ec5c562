import type { HeaderList, Reply, ReplyInit } from 'libswarm-core'

/** A reply with another body, and without what was told of the length and the coding of the first. */
export function toReplyOf(reply: Reply, body: Uint8Array | string): ReplyInit {
  const headers = reply.headers.filter(([name]) => !/^(content-length|transfer-encoding|etag)$/i.test(name))
  return { status: reply.status, headers, body }
}

/** A reply with more headers. */
export function withHeaders(reply: Reply | ReplyInit, more: HeaderList): Reply | ReplyInit {
  if (more.length === 0) return reply
  const { status, headers, body } = reply as Reply
  return { status, headers: [...headers, ...more], body }
}
