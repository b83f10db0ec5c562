import { pipeline, Readable } from 'node:stream'
import type { HeaderList, ReplyInit } from 'libswarm-core'
import { bytesOf } from '../bytes-of.js'
import { without } from '../headers.js'
import { convertAnswer, convertMessage, type ConvertedQuery } from './conversions.js'
import { convertingMessages } from './messages.js'
import type { Conversion } from './step.js'

/** Converts an answer. Nothing is read but what has to be. */
export async function convertReply(
  conversions: readonly Conversion[],
  query: ConvertedQuery,
  reply: ReplyInit,
): Promise<ReplyInit> {
  const named = conversions.reduceRight<HeaderList>(
    (headers, conversion) => conversion.headers?.(headers) ?? headers,
    reply.headers as HeaderList,
  )
  const told = { ...reply, headers: named }
  const { body, status } = told
  if (body === undefined || status < 200 || status > 299) return told
  if (conversions.some(({ message }) => message !== undefined)) {
    const converting = convertingMessages((message) => convertMessage(conversions, message))
    // Either end's failure is the other's; whoever reads the stream hears of it.
    if (body instanceof Readable) pipeline(body, converting, () => undefined)
    else converting.end(body)
    return { ...told, headers: without(named, 'content-length'), body: converting }
  }
  if (conversions.every(({ answer }) => answer === undefined)) return told
  return replaceBody(told, (bytes) => convertAnswer(conversions, query, bytes))
}

/** The reply with its body changed as a whole. */
export async function replaceBody(reply: ReplyInit, change: (bytes: Uint8Array) => Uint8Array): Promise<ReplyInit> {
  const bytes = await bytesOf(reply)
  return bytes === undefined ? reply : withBody(reply, change(bytes))
}

function withBody(reply: ReplyInit, body: Uint8Array): ReplyInit {
  const headers: HeaderList = [
    ...without(reply.headers as HeaderList, 'content-length'),
    ['Content-Length', String(body.length)],
  ]
  return { status: reply.status, headers, body }
}
