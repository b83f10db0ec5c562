import { Readable } from 'node:stream'
import type { Answer, OperationName, Reply } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { kindOf } from './failure.js'
import { isSoundAnswer } from './sound-answer.js'

/** How many bytes of JSON an engine may answer: some hundred thousand containers. */
const mostBytes = 256 * 1024 * 1024

/** Operations that answer a list; all others that are asked for JSON answer an object. */
const lists: ReadonlySet<OperationName> = new Set<OperationName>([
  'ContainerList',
  'ContainerChanges',
  'ImageList',
  'ImageHistory',
  'ImageSearch',
  'ImageDelete',
  'NetworkList',
  'NodeList',
])

/**
 * The JSON of an answer that is to be looked into. The empty list may be `null`, as Go writes it. Rejects with
 * `Unreachable`, as a call fails that a broken engine answers, for what is no JSON, too long, not an object or a list of them, or of other types.
 */
export async function readJson<O extends OperationName>(operation: O, reply: Reply<O>, fail: Fail): Promise<Answer<O>> {
  const answer = shapeOf(operation, parse((await readBytes(reply, fail)).toString(), fail), fail)
  if (isSoundAnswer(operation, answer)) return answer
  throw fail('Unreachable', `the engine answers ${operation} with fields of other types than the API says`)
}

function shapeOf<O extends OperationName>(operation: O, value: unknown, fail: Fail): Answer<O> {
  if (!lists.has(operation)) {
    if (isObject(value)) return value as Answer<O>
  } else if (value === null) return []
  else if (Array.isArray(value) && value.every(isObject)) return value as Answer<O>
  throw fail(
    'Unreachable',
    `the engine answers ${operation} with what is no ${lists.has(operation) ? 'list' : 'object'}`,
  )
}

/** The whole body of an answer. Rejects with `Unreachable` for one that is too long or breaks off. */
export async function readBytes({ body }: Reply, fail: Fail): Promise<Buffer> {
  if (!(body instanceof Readable)) return Buffer.from(body ?? [])
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > mostBytes) break
      chunks.push(chunk)
    }
  } catch (thrown) {
    if (kindOf(thrown) !== undefined) throw thrown
    throw fail('Unreachable', `the answer broke off: ${(thrown as Error).message}`, thrown)
  }
  if (size > mostBytes) throw fail('Unreachable', `the engine answers more than ${mostBytes} bytes`)
  const [first] = chunks
  // Most answers come in one, and those of many engines are held at once: not twice.
  return chunks.length === 1 && Buffer.isBuffer(first) ? first : Buffer.concat(chunks)
}

function parse(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw fail('Unreachable', `the engine's answer is not valid JSON: ${(cause as Error).message}`, cause)
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
