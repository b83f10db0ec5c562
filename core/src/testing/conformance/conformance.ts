import { checks } from './checks.js'
import { fail } from './bounded.js'
import { planOf, type Check, type Plan } from './plan.js'
import type { Conformance } from './subject.js'
import { supportTable } from './support-table.js'

/**
 * Registers, with any test runner, the tests that a backend has to pass: what the job protocol promises, made of what
 * is said here about the backend. Each test runs on an instance of its own, and fails with what to do about it.
 */
export function conformance(subject: Conformance): void {
  const { describe, it, after, print = console.log } = subject
  const plan = planOf(subject)
  describe(`conformance of ${subject.title ?? 'the backend'}`, () => {
    for (const [title, checksOf] of checks) {
      const found = checksOf(plan)
      if (found.length === 0) continue
      describe(title, () => {
        for (const check of found) it(check.title, () => runCheck(check, plan))
      })
    }
    after(async () => {
      const instance = await plan.spec()
      const catchAll = subject.catchAll === 'passes on' ? 'passed on' : undefined
      const table = await supportTable([{ ...instance, catchAll }]).finally(() => instance.close())
      print(table)
    })
  })
}

/** Runs a check; where its operation is not even registered, that is the one failure. */
async function runCheck({ row, run }: Check, plan: Plan): Promise<void> {
  const operation = row?.operation
  if (operation !== undefined && plan.supported.some((supported) => supported.operation === operation)) {
    const answerer = (await plan.answerers()).get(operation)
    if (answerer?.catchAll !== false) fail(`"supports" names ${operation}, which it does not register`)
  }
  return run()
}
