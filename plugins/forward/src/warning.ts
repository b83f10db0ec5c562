import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { HeaderList, ReplyInit } from 'libswarm-core'
import { without } from './headers.js'

/** An answer of `SystemInfo` with a warning more, where `docker info` shows it; any other answer as it is. */
export async function withWarning(reply: ReplyInit, warning: string): Promise<ReplyInit> {
  const { status, body } = reply
  if (status !== 200 || !(body instanceof Readable)) return reply
  const bytes = await buffer(body)
  const info = objectIn(bytes)
  if (info === undefined) return { ...reply, body: bytes }
  const before: unknown = info['Warnings']
  const warnings: readonly unknown[] = [...(Array.isArray(before) ? (before as unknown[]) : []), warning]
  // Another length than the engine has told.
  const headers = without(reply.headers as HeaderList, 'content-length')
  return { status, headers, body: `${JSON.stringify({ ...info, Warnings: warnings })}\n` }
}

function objectIn(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
