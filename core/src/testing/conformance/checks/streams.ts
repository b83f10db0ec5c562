import { Readable } from 'node:stream'
import type { Operation, OperationName } from '../../../api/table.js'
import type { JobInit } from '../../../engine/job.js'
import { fail, pause, until, within } from '../bounded.js'
import type { AnyCall } from '../any-call.js'
import { prepare } from '../call.js'
import { begin } from '../exchange.js'
import type { Instance } from '../instance.js'
import type { Check, Plan } from '../plan.js'
import { moreThan, resources } from '../resources.js'

/** Streams end with their client, and wait for it. */
export function streams(plan: Plan): readonly Check[] {
  const rows = plan.callable.filter(({ answers, pace }) => pace === 'streaming' && answers.kind !== 'duplex')
  return rows.flatMap((row) => [
    {
      title: `${row.operation} ends when its client has gone, and leaves nothing open`,
      row,
      run: () => plan.run((instance) => endsWithClient(instance, plan, row)),
    },
    {
      title: `${row.operation} waits for a client that does not read`,
      row,
      run: () => plan.run((instance) => waitsForReader(instance, plan, row)),
    },
  ])
}

async function endsWithClient(instance: Instance, plan: Plan, row: Operation): Promise<void> {
  const { operation } = row
  const call = await prepare(row, plan.sample(row), instance.runner)
  // The first connection brings what stays: a timer of the server's, for one.
  const warm = await begin(instance, row, call)
  // One that ends by itself may leave a connection that is kept.
  await closedOr(250, instance.seen(operation)?.body)
  await leaveWhole(instance, operation, warm.leave)
  const before = resources()
  const begun = await begin(instance, row, call)
  await pause(20)
  await leaveWhole(instance, operation, begun.leave)
  await until(
    () => moreThan(before) === '',
    () =>
      `${operation} leaves ${moreThan(before)} open when its client has gone: free what it holds when job.signal ` +
      `is aborted`,
  )
}

/** Waits until a stream has closed, or for so many ms. */
async function closedOr(ms: number, body: Readable | undefined): Promise<void> {
  const closed = body === undefined || body.closed ? undefined : new Promise((resolve) => body.once('close', resolve))
  await Promise.race([closed, pause(ms)])
}

/** Goes away, and waits for the backend's stream to close. */
async function leaveWhole(instance: Instance, operation: OperationName, leave: () => void): Promise<void> {
  const seen = instance.seen(operation)
  leave()
  await until(
    () => seen?.body === undefined || seen.body.closed,
    () =>
      `the stream of ${operation} goes on when its client has gone: end it when job.signal is aborted ` +
      `(a generator that waits has to wait for that too)`,
  )
}

// Bytes that may wait for a reader, in the stream and anywhere in the process; pauses of 10 ms in which more would have come.
const longestQueue = 16 * 1024 * 1024
const mostMemory = 64 * 1024 * 1024
const pauses = 15
// More bytes than a stream has room for by itself: what still comes then is watched for longer, in ms, since a busy machine
// may take long for each piece.
const longQueue = 256 * 1024
const watched = 5000

async function waitsForReader({ runner }: Instance, plan: Plan, row: Operation): Promise<void> {
  const { operation } = row
  const call = await prepare(row, plan.sample(row), runner)
  const gone = new AbortController()
  const before = memory()
  const reply = await within(
    runner.run({ ...jobOf(row, call), signal: gone.signal }),
    `${operation} has not answered: a stream is returned before it has something to say`,
  )
  const { body } = reply
  if (!(body instanceof Readable)) return
  body.on('error', () => undefined)
  try {
    // Asks for a first piece, and for no more.
    body.once('readable', () => undefined)
    await plan.sample(row).meanwhile?.(runner)
    const end = performance.now() + watched
    let queued = body.readableLength
    for (let paused = 0; paused < pauses && performance.now() < end; paused += 1) {
      await pause(10)
      if (body.readableLength > Math.max(queued, longQueue)) paused = 0
      queued = body.readableLength
      if (body.readableLength > longestQueue || memory() - before > mostMemory) {
        fail(
          `${operation} goes on writing to a client that does not read, ${mib(longestQueue)} MiB and more: stop when ` +
            `push() returns false until read() is called, or return an async generator`,
        )
      }
    }
  } finally {
    gone.abort()
    body.destroy()
  }
}

function jobOf({ operation }: Operation, call: AnyCall): JobInit<OperationName> {
  const { path, query, headers, version, body, input } = call
  const stream = input === undefined ? undefined : Readable.from([Buffer.from(input as string)])
  return { operation, path, query, headers: headers ?? [], version, body, input: stream } as JobInit<OperationName>
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function mib(bytes: number): number {
  return bytes / 1024 / 1024
}
