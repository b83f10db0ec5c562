import type { HeadersInit, Operation, OperationName, ReplyInit } from 'libswarm-core'
import { byteCount } from './lines.js'
import { redactJson, redactText } from './redact.js'

/** Makes lines of a body as it passes. */
export interface View {
  take(chunk: Uint8Array): readonly string[]
  done(): readonly string[]
}

// What is longer is told by its length, so that watching costs little memory.
const longest = 128 * 1024

/** A JSON text without its secrets, indented; what is no JSON is told by its length. */
export function showJson(
  bytes: Uint8Array,
  operation: OperationName,
  side: 'body' | 'answer',
  indent = 2,
): readonly string[] {
  // To read and redact more would hold up every other call.
  if (bytes.length > longest) return [`[${byteCount(bytes.length)} of JSON]`]
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return JSON.stringify(redactJson(value, operation, side), null, indent).split('\n')
  } catch {
    return [`[${byteCount(bytes.length)}, no JSON]`]
  }
}

/** How the body of a reply is shown: JSON when it is whole, messages one by one, the rest chunk by chunk. */
export function viewOf(row: Operation, { status, headers }: ReplyInit): View {
  const type = contentType(headers) ?? row.answers.type ?? ''
  const { kind } = row.answers
  if (kind === 'json' || (status >= 400 && isJson(type))) return wholeJson(row.operation)
  if (kind === 'messages') return messages(row.operation)
  return chunks(type)
}

function wholeJson(operation: OperationName): View {
  const collected: Uint8Array[] = []
  let length = 0
  return {
    take: (chunk) => {
      length += chunk.length
      if (length <= longest) collected.push(chunk)
      else collected.length = 0
      return []
    },
    done: () => {
      if (length === 0) return []
      if (length > longest) return [`[${byteCount(length)} of JSON]`]
      return showJson(Buffer.concat(collected), operation, 'answer')
    },
  }
}

function messages(operation: OperationName): View {
  let rest: Buffer = Buffer.alloc(0)
  const show = (line: Uint8Array) => (isBlank(line) ? [] : showJson(line, operation, 'answer', 0))
  return {
    take: (chunk) => {
      const all = Buffer.concat([rest, chunk])
      const cut = all.lastIndexOf('\n') + 1
      rest = all.subarray(cut)
      const shown = linesOf(all.subarray(0, cut)).flatMap(show)
      if (rest.length <= longest) return shown
      const dropped = `[${byteCount(rest.length)} of JSON]`
      rest = Buffer.alloc(0)
      return [...shown, dropped]
    },
    done: () => show(rest),
  }
}

function chunks(type: string): View {
  const opaque = /^application\/(?:x-tar|octet-stream)/i.test(type)
  let decoder = new TextDecoder('utf-8', { fatal: true })
  const take = (chunk: Uint8Array) => {
    if (opaque) return [summary(chunk)]
    try {
      const text = decoder.decode(chunk, { stream: true }).replace(/\n$/, '')
      return text === '' ? [] : text.split('\n').map(redactText)
    } catch {
      decoder = new TextDecoder('utf-8', { fatal: true })
      return [summary(chunk)]
    }
  }
  return { take, done: () => [] }
}

/** `[1024 bytes: 1f 8b 08 00 …]` */
function summary(chunk: Uint8Array): string {
  const first = [...chunk.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return `[${byteCount(chunk.length)}: ${first}${chunk.length > 8 ? ' …' : ''}]`
}

function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf('\n', from)
    const end = to === -1 ? bytes.length : to
    lines.push(bytes.subarray(from, end))
    from = end + 1
  }
  return lines
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)

const isJson = (type: string): boolean => /^application\/(?:\w+\+)?json\b/i.test(type)

function contentType(headers: HeadersInit | undefined): string | undefined {
  const pairs: readonly (readonly [string, string])[] = Array.isArray(headers) ? headers : Object.entries(headers ?? {})
  return pairs.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
}
