import { isSwarmError } from '../../../errors.js'
import type { Operation } from '../../../api/table.js'
import type { JobInit } from '../../../engine/job.js'
import type { Runner } from '../../../engine/runner.js'
import { fail, within } from '../bounded.js'
import type { AnyCall } from '../any-call.js'
import { prepare } from '../call.js'
import type { Check, Plan } from '../plan.js'

const accident = 'an accident that the conformance kit made'

/** What a handler throws unforeseen is an internal error that names the backend, never a success or a silence. */
export function throwing(plan: Plan): readonly Check[] {
  return plan.supported.map((row) => ({
    title: `${row.operation} tells what fails inside, with the backend's name`,
    row,
    run: () =>
      plan.run(async ({ runner, errors }) => {
        const call = await prepare(row, plan.sample(row), runner)
        const sentence = await sentenceOf(runner, row, call)
        const blames = (text: string) => new RegExp(`\\S+ failed in ${row.operation}: `).test(text)
        // What never looked at it had nothing to fail at; what put it in words of its own is an error with a kind.
        if (sentence === undefined || (blames(sentence) && errors.some(blames))) return
        fail(
          `${row.operation} failed inside, and the client read "${sentence}": let go of what you did not expect ` +
            `(the engine logs it with the backend's name), or throw engine.error(…) with words of your own`,
        )
      }),
  }))
}

/** What a client reads when every look at the path, the headers or the signal fails; undefined where nothing failed. */
async function sentenceOf(runner: Runner, row: Operation, call: AnyCall): Promise<string | undefined> {
  const { operation } = row
  const bomb = (target: object) => new Proxy(target, { get: explode, has: explode, ownKeys: explode })
  const init = { operation, path: bomb({}), headers: bomb([]), query: call.query, body: call.body }
  const running = runner.run(init as unknown as JobInit<typeof operation>).then(
    () => undefined,
    (thrown: unknown) => (isSwarmError(thrown) && !thrown.message.includes(accident) ? undefined : String(thrown)),
  )
  return within(running, `${operation} does not end when something fails inside`)
}

function explode(_target: object, key?: string | symbol): never {
  throw new Error(`${accident}: reading ${String(key)}`)
}
