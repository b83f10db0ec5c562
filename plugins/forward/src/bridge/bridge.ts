import type { AnyJob, EngineHandle, HeaderList, Job, ReplyInit } from 'libswarm-core'
import { bytesOf } from '../bytes-of.js'
import { without } from '../headers.js'
import { NoAnswer } from '../send.js'
import { conversionsFor, convertBody, convertQuery, type ConvertedQuery } from './conversions.js'
import { isFields, type Fields } from './fields.js'
import { parseJson, printJson } from './json.js'
import type { ApiRange, KnownRange } from './range.js'
import { convertReply, replaceBody } from './replies.js'
import type { Conversion } from './step.js'
import { isOlder, oldestBridged } from './versions.js'

/** Serves clients of API versions that the engine does not speak. */
export interface Bridge {
  /** Asks the engine in a version that it speaks, and answers in the client's. */
  run(job: AnyJob): Promise<ReplyInit>
  /** The job as the engine takes it, for a connection that is passed on whole; as it came where that cannot be told. */
  adapt(job: AnyJob): Promise<AnyJob>
}

type Ask = (job: AnyJob) => Promise<ReplyInit>

interface Crossing {
  readonly job: AnyJob
  readonly conversions: readonly Conversion[]
  readonly query: ConvertedQuery
}

/** @param ask sends a job to the engine as it is */
export function bridgeTo(range: KnownRange, ask: Ask, error: EngineHandle['error']): Bridge {
  const once = async (job: AnyJob): Promise<ReplyInit> => {
    const crossing = await cross(job)
    if (crossing === undefined) return answerOf(job)
    const reply = await answerOf(crossing.job)
    return convertReply(crossing.conversions, crossing.query, reply).catch(brokenOff)
  }

  /** The job on the engine's side; undefined where it can go as it came. */
  const cross = async (job: AnyJob): Promise<Crossing | undefined> => {
    const { version } = job
    if (version === undefined) return undefined
    const known = await range.read(job.signal)
    const target = known && targetOf(version, known)
    return target === undefined ? undefined : crossingOf(job, version, target, error)
  }

  const answerOf = async (job: AnyJob): Promise<ReplyInit> => {
    const reply = await ask(job).catch((thrown: unknown) => {
      if (thrown instanceof NoAnswer) range.forget()
      throw thrown
    })
    range.compare(findHeader(reply, 'api-version'))
    return reply
  }

  const run = async (job: AnyJob): Promise<ReplyInit> => {
    const reply = job.version === undefined ? await answerOf(job) : await again(job, await once(job))
    return job.operation === 'SystemVersion' && reply.status === 200
      ? replaceBody(reply, withOldest).catch(brokenOff)
      : reply
  }

  /** Asks once more where the engine has another range than it had. */
  const again = async (job: AnyJob, reply: ReplyInit): Promise<ReplyInit> => {
    if (reply.status !== 400) return reply
    const [read, text] = await readShort(reply).catch(brokenOff)
    if (!/\bclient version \S+ is too (?:old|new)\b/.test(text)) return read
    range.forget()
    return job.input === undefined ? once(job) : read
  }

  return {
    run,
    adapt: (job) =>
      cross(job).then(
        (crossing) => crossing?.job ?? job,
        () => job,
      ),
  }
}

/** The engine's version that a client's is put into; undefined where it may stay. */
function targetOf(version: string, { oldest, newest }: ApiRange): string | undefined {
  if (isOlder(newest, version)) return newest
  return isOlder(version, oldest) ? oldest : undefined
}

function crossingOf(job: AnyJob, version: string, target: string, error: EngineHandle['error']): Crossing {
  if (isOlder(version, oldestBridged)) {
    const sentence = `client version ${version} is too old. Minimum supported API version is ${oldestBridged}`
    throw error('InvalidParameter', `${sentence}, please upgrade your client to a newer version`)
  }
  const conversions = conversionsFor(job.operation, version, target)
  const query = convertQuery(conversions, job.search)
  conversions.forEach(({ refuse }, at) => {
    const sentence = refuse?.(query.before[at] ?? [])
    if (sentence !== undefined) throw error('NotImplemented', sentence)
  })
  const raw = convertBody(conversions, job)
  const isRead = conversions.some(({ answer, message }) => answer !== undefined || message !== undefined)
  const changes = {
    version: target,
    search: query.search,
    ...(raw === undefined ? {} : { raw }),
    // What is to be read must not be compressed.
    ...(isRead ? { headers: without(job.headers, 'accept-encoding') } : {}),
  }
  return { job: (job as Job).with(changes) as AnyJob, conversions, query }
}

/** What `/version` says of the oldest version, for clients that ask before they choose. */
function withOldest(bytes: Uint8Array): Uint8Array {
  try {
    const version = parseJson(Buffer.from(bytes).toString())
    if (!isFields(version)) return bytes
    const components: unknown = version['Components']
    const lowered = Array.isArray(components)
      ? { Components: components.map((part: unknown) => (isFields(part) ? loweredPart(part) : part)) }
      : {}
    return Buffer.from(`${printJson({ ...lower(version), ...lowered })}\n`)
  } catch {
    return bytes
  }
}

const loweredPart = (part: Fields): Fields =>
  isFields(part['Details']) ? { ...part, Details: lower(part['Details']) } : part

function lower(fields: Fields): Fields {
  const oldest = fields['MinAPIVersion']
  return typeof oldest === 'string' && isOlder(oldestBridged, oldest)
    ? { ...fields, MinAPIVersion: oldestBridged }
    : fields
}

const longestRefusal = 4096

/** A refusal with its text, where it is short; what it was otherwise. */
async function readShort(reply: ReplyInit): Promise<readonly [ReplyInit, string]> {
  const length = Number(findHeader(reply, 'content-length') ?? Number.NaN)
  const body = length <= longestRefusal ? await bytesOf(reply) : undefined
  if (body === undefined) return [reply, '']
  return [{ status: reply.status, headers: reply.headers, body }, Buffer.from(body).toString()]
}

function findHeader({ headers }: ReplyInit, wanted: string): string | undefined {
  return (headers as HeaderList).find(([name]) => name.toLowerCase() === wanted)?.[1]
}

/** An engine that broke off in an answer that nothing was passed on of has not answered. */
function brokenOff(thrown: unknown): never {
  throw new NoAnswer(thrown)
}
