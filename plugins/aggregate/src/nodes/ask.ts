import type { Answer, HeaderList, JobInit, OperationName, Reply } from 'libswarm-core'
import type { Fail } from '../fail.js'
import { failureOf, kindOf } from './failure.js'
import { follow } from './follow.js'
import { readBytes, readJson } from './read-json.js'

/** What can be asked: a node, or the calls of one. */
export interface Asked {
  run<O extends OperationName>(job: JobInit<O>): Promise<Reply<O>>
}

/** Told of the headers of an answer. */
export type Heard = (headers: HeaderList) => void

/** Asks an engine for JSON, within the limit of a part of an answer. */
export type AskEngine = <O extends OperationName>(job: JobInit<O>) => Promise<Answer<O>>

/**
 * The JSON that an engine answers, all of it within a limit in ms. Rejects with `Deadline` when that is over, with
 * the engine's own sentence for an answer of failure, and with `Unreachable` where there is none.
 */
export async function askJson<O extends OperationName>(
  asked: Asked,
  job: JobInit<O>,
  limit: number,
  fail: Fail,
  heard?: Heard,
): Promise<Answer<O>> {
  return askFor(asked, job, limit, fail, (reply) => readJson(job.operation, reply, fail), heard)
}

/** As `askJson`; the bytes of the answer, whatever they are. */
export async function askBytes(asked: Asked, job: JobInit, limit: number, fail: Fail, heard?: Heard): Promise<Buffer> {
  return askFor(asked, job, limit, fail, (reply) => readBytes(reply, fail), heard)
}

async function askFor<O extends OperationName, T>(
  asked: Asked,
  job: JobInit<O>,
  limit: number,
  fail: Fail,
  read: (reply: Reply<O>) => Promise<T>,
  heard?: Heard,
): Promise<T> {
  return withinLimit(job, limit, fail, async (limited) => {
    const reply = await asked.run(limited)
    if (reply.status >= 400) throw await failureOf(reply, fail)
    heard?.(reply.headers)
    return read(reply)
  })
}

/** Has an engine do something, within a limit in ms, whatever it answers on success. Rejects as `askJson` does. */
export async function askDone(asked: Asked, job: JobInit, limit: number, fail: Fail): Promise<void> {
  await withinLimit(job, limit, fail, async (limited) => {
    const reply = await asked.run(limited)
    if (reply.status >= 400) throw await failureOf(reply, fail)
    await reply.bytes()
  })
}

/** As `askJson`; undefined for an answer of 404. */
export async function findJson<O extends OperationName>(
  asked: Asked,
  job: JobInit<O>,
  limit: number,
  fail: Fail,
): Promise<Answer<O> | undefined> {
  return withinLimit(job, limit, fail, async (limited) => {
    const reply = await runUnlessMissing(asked, limited)
    if (reply === undefined) return undefined
    if (reply.status >= 400) throw await failureOf(reply, fail)
    return readJson(job.operation, reply, fail)
  })
}

/** A reply; undefined where there is no such object: an engine in this process throws what another answers as 404. */
async function runUnlessMissing<O extends OperationName>(asked: Asked, job: JobInit<O>): Promise<Reply<O> | undefined> {
  try {
    const reply = await asked.run(job)
    if (reply.status !== 404) return reply
    await reply.bytes()
    return undefined
  } catch (thrown) {
    if (kindOf(thrown) === 'NotFound') return undefined
    throw thrown
  }
}

/** Runs with a job whose signal is aborted when the limit, in ms, is over; rejects with `Deadline` then. */
export async function withinLimit<O extends OperationName, T>(
  job: JobInit<O>,
  limit: number,
  fail: Fail,
  run: (job: JobInit<O>) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const late = setTimeout(() => own.abort(fail('Deadline', `no answer within ${limit / 1000} s`)), limit)
  const release = follow(job.signal, own)
  try {
    return await run(
      'with' in job
        ? (job as { with(changes: object): JobInit<O> }).with({ signal: own.signal })
        : { ...job, signal: own.signal },
    )
  } catch (thrown) {
    throw own.signal.aborted ? (own.signal.reason as Error) : thrown
  } finally {
    clearTimeout(late)
    release()
  }
}
