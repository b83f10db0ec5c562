import { Readable } from 'node:stream'
import type { HeaderList, HeadersInit, Operation, ReplyInit } from 'libswarm-core'
import type { ApiRange } from './api-version.js'
import { engineVersion, machine } from './system/machine.js'

type Answers = Operation['answers']

const untouched = Symbol('untouched')

/** Makes what handlers return carry the headers that dockerd sends with every answer (moby `middleware/version.go`). */
export function headersFor(api: ApiRange): (answers: Answers, result: unknown) => unknown {
  const byType = new Map<string | undefined, HeaderList>()
  const headersOf = (type: string | undefined): HeaderList => {
    const known = byType.get(type)
    if (known !== undefined) return known
    const made = everyAnswer(api, type)
    byType.set(type, made)
    return made
  }
  return (answers, result) => {
    if (result instanceof Uint8Array && answers.kind !== 'none' && answers.kind !== 'duplex') {
      return { status: answers.status[0], headers: headersOf(answers.type), body: result } satisfies ReplyInit
    }
    if (isReplyInit(result)) return { ...result, headers: joined(result.headers, headersOf(undefined)) }
    const body = bodyOf(answers, result)
    if (body === untouched) return result
    const headers = headersOf(body === undefined ? undefined : answers.type)
    return { status: answers.status[0], headers, body } satisfies ReplyInit
  }
}

// One list for all answers of a type, frozen, so that none of it is made anew for each.
function everyAnswer(api: ApiRange, type: string | undefined): HeaderList {
  const list: [string, string][] = [
    ['Api-Version', api.max],
    ...(type === undefined ? [] : [['Content-Type', type] satisfies [string, string]]),
    ['Docker-Experimental', 'false'],
    ['Ostype', machine.os],
    ['Server', `Docker/${engineVersion(api)} (${machine.os})`],
  ]
  return Object.freeze(list.map((field) => Object.freeze(field)))
}

function joined(own: HeadersInit | undefined, others: HeaderList): HeaderList {
  if (own === undefined) return others
  const list = Symbol.iterator in own ? own : Object.entries(own)
  const names = new Set(list.map(([name]) => name.toLowerCase()))
  return [...list, ...others.filter(([name]) => !names.has(name.toLowerCase()))]
}

/** The body of a loose result by its row's reply kind; what takes a connection over, and what is wrong, is left. */
function bodyOf({ kind }: Answers, result: unknown): ReplyInit['body'] | typeof untouched {
  if (kind === 'none') return result === undefined ? undefined : untouched
  if (kind === 'duplex') return untouched
  if (result instanceof Readable) return result.readableObjectMode ? untouched : result
  if (kind !== 'json' || isReply(result)) return untouched
  const text = JSON.stringify(result) as string | undefined
  return text === undefined ? untouched : Buffer.from(`${text}\n`)
}

const members = new Set(['status', 'headers', 'body', 'trailers'])

function isReplyInit(result: unknown): result is ReplyInit {
  if (typeof result !== 'object' || result === null || !('status' in result)) return false
  return Object.keys(result).every((key) => members.has(key))
}

/** Whether it is a whole reply of another backend. */
function isReply(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'messages' in result && typeof result.messages === 'function'
}
