import type { Operation } from '../../../api/table.js'
import { fail } from '../bounded.js'
import { parametersOf, prepare } from '../call.js'
import { ask, begin } from '../exchange.js'
import { identities } from '../identities.js'
import type { Instance } from '../instance.js'
import type { Check, Plan } from '../plan.js'

/** Two instances in one process share nothing: what one is told, the other does not know. */
export function state(plan: Plan): readonly Check[] {
  const changing = plan.callable.filter(
    ({ method, answers }) => method !== 'GET' && method !== 'HEAD' && answers.kind !== 'duplex',
  )
  const listing = plan.callable.filter(
    (row) => row.method === 'GET' && row.answers.kind === 'json' && row.pace === 'finite',
  )
  const general = listing.filter(({ path }) => parametersOf(path).length === 0)
  if (changing.length === 0 || general.length === 0) return []
  const run = () =>
    plan.run(async (other) => {
      for (const row of changing) {
        const before = await stateOf(other, plan, general)
        // Each on an instance of its own: what one removes the next may need.
        await plan.run((told) => tell(told, plan, row))
        const after = await stateOf(other, plan, general)
        const differing = general.find(({ operation }) => before.get(operation) !== after.get(operation))
        if (differing === undefined) continue
        fail(
          `${row.operation} on one instance is seen by ${differing.operation} on another: keep the state in ` +
            `install, not in the module`,
        )
      }
    })
  return [{ title: 'share no state', run }]
}

async function tell(instance: Instance, plan: Plan, row: Operation): Promise<void> {
  const sample = plan.sample(row)
  const call = await prepare(row, sample, instance.runner)
  const { leave } = await begin(instance, row, call)
  leave()
}

async function stateOf(
  instance: Instance,
  plan: Plan,
  rows: readonly Operation[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const row of rows) {
    const call = await prepare(row, plan.sample(row), instance.runner)
    const all = row.query.all === 'boolean' ? { ...call.query, all: true } : call.query
    const { text } = await ask(instance, row, { ...call, query: all ?? {} })
    found.set(row.operation, identities(text))
  }
  return found
}
