import type { HeaderList, ReplyInit } from 'libswarm-core'
import { bytesOf } from './bytes-of.js'
import { without } from './headers.js'

/** An answer of `SystemInfo` with a warning more, where `docker info` shows it; any other answer as it is. */
export async function withWarning(reply: ReplyInit, warning: string): Promise<ReplyInit> {
  const { status } = reply
  const bytes = status === 200 ? await bytesOf(reply) : undefined
  if (bytes === undefined) return reply
  const info = objectIn(bytes)
  if (info === undefined) return { ...reply, body: bytes }
  const before: unknown = info['Warnings']
  const warnings: readonly unknown[] = [...(Array.isArray(before) ? (before as unknown[]) : []), warning]
  // Another length than the engine has told.
  const headers = without(reply.headers as HeaderList, 'content-length')
  return { status, headers, body: `${JSON.stringify({ ...info, Warnings: warnings })}\n` }
}

function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
