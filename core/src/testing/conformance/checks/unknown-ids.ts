import { fail } from '../bounded.js'
import { parametersOf } from '../call.js'
import { ask } from '../exchange.js'
import { notFoundSentences } from '../not-found.js'
import { sentenceIn } from '../outcome.js'
import type { Check, Plan } from '../plan.js'
import { resourceOf } from '../resource.js'

const nowhere = 'conformance-nowhere'

/** What is not there is a 404 in moby's words, which clients and scripts look for. */
export function unknownIds(plan: Plan): readonly Check[] {
  const rows = plan.callable.filter(
    (row) => notFoundSentences(row.operation, nowhere) !== undefined || row.method === 'HEAD',
  )
  return rows
    .filter(({ path }) => parametersOf(path).length > 0)
    .map((row) => ({
      title: `${row.operation} of what is not there is NotFound`,
      row,
      run: () =>
        plan.run(async (instance) => {
          const path = Object.fromEntries(parametersOf(row.path).map((name) => [name, nowhere]))
          const whole = await ask(instance, row, { ...plan.sample(row), path })
          const wanted = notFoundSentences(row.operation, nowhere) ?? []
          const said = sentenceIn(whole.text)
          const right = wanted.length === 0 || wanted.some((words) => said.toLowerCase().includes(words.toLowerCase()))
          if (whole.status === 404 && right) return
          fail(
            `${row.operation} of a ${resourceOf(row.path)} that is not there answered "${whole.status} ${said}": ` +
              `throw engine.error('NotFound', '${wanted[0] ?? ''}'), with the name in place of ${nowhere}`,
          )
        }),
    }))
}
