import { pipeline, Readable } from 'node:stream'
import type { HeaderList, ReplyInit } from 'libswarm-core'
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
  if (!(body instanceof Readable) || status < 200 || status > 299) return told
  if (conversions.some(({ message }) => message !== undefined)) {
    const converting = convertingMessages((message) => convertMessage(conversions, message))
    // Either end's failure is the other's; whoever reads the stream hears of it.
    pipeline(body, converting, () => undefined)
    return { ...told, headers: without(named, 'content-length'), body: converting }
  }
  if (conversions.every(({ answer }) => answer === undefined)) return told
  return withBody(told, convertAnswer(conversions, query, await readAll(body)))
}

/** The reply with its body changed as a whole. */
export async function replaceBody(reply: ReplyInit, change: (bytes: Uint8Array) => Uint8Array): Promise<ReplyInit> {
  return reply.body instanceof Readable ? withBody(reply, change(await readAll(reply.body))) : reply
}

function withBody(reply: ReplyInit, body: Uint8Array): ReplyInit {
  const headers: HeaderList = [
    ...without(reply.headers as HeaderList, 'content-length'),
    ['Content-Length', String(body.length)],
  ]
  return { status: reply.status, headers, body }
}

async function readAll(body: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
