import { Readable } from 'node:stream'
import type { Operation, OperationName } from '../../../api/table.js'
import type { InlineBackend } from '../../../backend/contract.js'
import { swarmError } from '../../../errors.js'
import type { AnyJob, JobInit } from '../../../engine/job.js'
import type { Reply } from '../../../engine/reply.js'
import type { Runner } from '../../../engine/runner.js'
import { fail, within } from '../bounded.js'
import { parametersOf } from '../call.js'
import { outcomeOf } from '../outcome.js'
import type { Check, Plan } from '../plan.js'

/** What it does not answer goes to the next backend as it came, and comes back as that answered. */
export function passingOn(plan: Plan): readonly Check[] {
  if (plan.subject.catchAll === 'answers') return []
  const others = [...plan.others, ...plan.callable.filter((row) => !plan.supported.includes(row))]
  if (others.length === 0) return []
  const on = (check: (runner: Runner, row: Operation, next: Next) => Promise<void>) => async () => {
    const next = makeNext()
    await plan.run(
      async ({ runner }) => {
        const found = await plan.answerers()
        for (const row of others) if (found.get(row.operation)?.catchAll !== false) await check(runner, row, next)
      },
      [next.backend],
    )
  }
  return [
    { title: 'hands the job on as it came', run: on(handsOn) },
    { title: 'gives the answer back as it was', run: on(givesBack) },
    { title: 'gives an error back as it was', run: on(givesErrorBack) },
  ]
}

interface Next {
  readonly backend: InlineBackend
  job: AnyJob | undefined
  answer: () => unknown
}

function makeNext(): Next {
  const next: Next = {
    job: undefined,
    answer: () => ({ status: 200 }),
    backend: {
      name: 'next',
      simulated: true,
      install: (engine) =>
        engine.catchAll((job) => {
          next.job = job
          return next.answer()
        }),
    },
  }
  return next
}

const search = 'b=%7e&a=1&a=2&conformance=%2F'
const headers = [
  ['X-Conformance', 'one'],
  ['x-conformance', 'two'],
  ['X-Registry-Auth', 'e30='],
] as const
const raw = Buffer.from('{ "Conformance":  [1, 2.50] }')

async function handsOn(runner: Runner, row: Operation, next: Next): Promise<void> {
  const { operation } = row
  const gone = new AbortController()
  const path = Object.fromEntries(parametersOf(row.path).map((name) => [name, 'a/b:c@sha256:d']))
  const body = row.body === 'stream' ? { input: Readable.from([raw]) } : { raw }
  next.job = undefined
  let aborted: boolean | undefined
  next.answer = () => {
    // As a client that leaves while it waits.
    gone.abort()
    aborted = next.job?.signal.aborted
    return { status: 200 }
  }
  const init = { operation, path, search, headers, version: '1.41', signal: gone.signal, ...body } as unknown as JobInit
  await outcomeOf(runner, init)
  const { job } = next as { readonly job: AnyJob | undefined }
  if (job === undefined) fail(`${operation} does not reach the next backend: return engine.next.run(job)`)
  const changed = (what: string) =>
    fail(`${operation} reaches the next backend with another ${what}: hand the job on as it is, engine.next.run(job)`)
  if (job.operation !== operation) changed('operation')
  if (JSON.stringify(job.path) !== JSON.stringify(path)) changed('path')
  if (job.search !== search) changed('query string')
  if (JSON.stringify(job.headers) !== JSON.stringify(headers)) changed('list of headers')
  if (job.version !== '1.41') changed('API version')
  if (aborted !== true) changed('abort signal')
  const arrived =
    row.body === 'stream' ? await within(readAll(job.input), `${operation}: no end of its input`) : job.raw
  if (arrived === undefined || Buffer.compare(arrived, raw) !== 0) changed('body')
}

const replyHeaders = [
  ['Content-Type', 'text/x-conformance'],
  ['X-Repeated', 'one'],
  ['X-Repeated', 'two'],
] as const
const trailers = [['X-Trailer', 'last']] as const

async function givesBack(runner: Runner, row: Operation, next: Next): Promise<void> {
  const { operation } = row
  next.answer = () => ({
    status: 418,
    headers: replyHeaders,
    body: Readable.from([raw]),
    trailers: Promise.resolve(trailers),
  })
  const reply = await within(runner.run(plainJob(row)), `${operation} has not answered`)
  const changed = (what: string) =>
    fail(
      `the answer of the next backend to ${operation} comes back with ${what}: return what engine.next.run(job) resolves to`,
    )
  if (reply.status !== 418) changed('another status')
  if (JSON.stringify(reply.headers) !== JSON.stringify(replyHeaders)) changed('other headers')
  if (Buffer.compare(await bytesOf(reply), raw) !== 0) changed('another body')
  if (JSON.stringify(await reply.trailers) !== JSON.stringify(trailers)) changed('other trailers')
}

async function givesErrorBack(runner: Runner, row: Operation, next: Next): Promise<void> {
  next.answer = () => {
    throw swarmError('Conflict', 'a conflict of the next backend')
  }
  const { status, sentence } = await outcomeOf(runner, plainJob(row))
  if (status === 409 && sentence === 'a conflict of the next backend') return
  fail(`an error of the next backend to ${row.operation} comes back as "${status} ${sentence}": let it through`)
}

function plainJob({ operation, path }: Operation): JobInit<OperationName> {
  return {
    operation,
    path: Object.fromEntries(parametersOf(path).map((name) => [name, 'x'])),
  }
}

function bytesOf(reply: Reply): Promise<Uint8Array> {
  return within(reply.bytes(), 'the body of the answer does not end')
}

async function readAll(input: Readable | undefined): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of input ?? []) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
