import { compose } from '../../../daemon.js'
import { createLogger } from '../../../engine/log.js'
import { fail, pause, until } from '../bounded.js'
import { prepare } from '../call.js'
import { begin } from '../exchange.js'
import type { Check, Plan } from '../plan.js'
import { moreThan, resources } from '../resources.js'

/** A backend ends when it is told to, once, and leaves nothing behind. */
export function closing(plan: Plan): readonly Check[] {
  return [
    { title: 'runs every closer, and twice is fine', run: () => closesTwice(plan) },
    { title: 'leaves nothing open', run: () => leavesNothing(plan) },
    { title: 'ends what is going on', run: () => endsStreams(plan) },
  ]
}

async function closesTwice({ spec }: Plan): Promise<void> {
  const errors: string[] = []
  const log = createLogger('error', (line) => errors.push(line))
  const made = await spec()
  try {
    const chain = await compose([made.backend], made.from === undefined ? { log } : { log, from: made.from })
    await chain.close()
    await chain.close()
  } finally {
    await made.close()
  }
  if (errors.length > 0) fail(`closing fails: ${errors.join('\n')}`)
}

async function leavesNothing(plan: Plan): Promise<void> {
  // A test runner may set its timer when the test has begun.
  await pause(1)
  const before = resources()
  const finite = plan.callable.find(
    ({ method, pace, path }) => method === 'GET' && pace === 'finite' && !path.includes('{'),
  )
  await plan.run(async (instance) => {
    if (finite === undefined) return
    const { response, leave } = await begin(instance, finite, plan.sample(finite))
    response.resume()
    leave()
  })
  await until(
    () => moreThan(before) === '',
    () => `it leaves ${moreThan(before)} open when it has been closed: end what it holds with engine.onClose(…)`,
  )
}

async function endsStreams(plan: Plan): Promise<void> {
  const rows = plan.callable.filter(({ pace, answers }) => pace === 'streaming' && answers.kind !== 'duplex')
  for (const row of rows) {
    await plan.run(async (instance) => {
      const call = await prepare(row, plan.sample(row), instance.runner)
      const { response } = await begin(instance, row, call)
      response.resume()
      await instance.close()
      const body = instance.seen(row.operation)?.body
      await until(
        () => body === undefined || body.closed,
        () => `the stream of ${row.operation} goes on when the backend has been closed: end it in engine.onClose(…)`,
      )
    })
  }
}
