import type { HeaderList, ReplyInit } from 'libswarm-core'
import type { ArrayText } from './rows.js'

/** A JSON answer with headers of its own. */
export function jsonReply(value: unknown, headers: HeaderList = []): ReplyInit {
  return { status: 200, headers: [json, ...headers], body: `${JSON.stringify(value)}\n` }
}

/** The same of an array that is written already. */
export function jsonArrayReply({ length, body }: ArrayText, headers: HeaderList): ReplyInit {
  return { status: 200, headers: [json, ['Content-Length', String(length)], ...headers], body }
}

const json: HeaderList[number] = ['Content-Type', 'application/json']
