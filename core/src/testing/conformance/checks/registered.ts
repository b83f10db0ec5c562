import { operations, type OperationName } from '../../../api/table.js'
import { fail } from '../bounded.js'
import type { Check, Plan } from '../plan.js'

/** What is registered is what is declared, both ways. */
export function registered(plan: Plan): readonly Check[] {
  const { supported, subject } = plan
  const declared = new Set<OperationName>(supported.map(({ operation }) => operation))
  const handlers = async () => {
    const found = await plan.answerers()
    const own = operations.filter(({ operation }) => found.get(operation)?.catchAll === false)
    const undeclared = own.map(({ operation }) => operation).filter((operation) => !declared.has(operation))
    if (undeclared.length > 0) {
      fail(`it registers ${undeclared.join(', ')}, which "supports" does not name: add what is missing there`)
    }
    const absent = [...declared].filter((operation) => found.get(operation)?.catchAll !== false)
    if (absent.length > 0) fail(`"supports" names ${absent.join(', ')}, which it does not register`)
  }
  const catchAll = async () => {
    const has = [...(await plan.answerers()).values()].some((answerer) => answerer?.catchAll === true)
    if (has && subject.catchAll === undefined) {
      fail(`it registers a catch-all: say what that does, catchAll: 'passes on' or 'answers'`)
    }
    if (!has && subject.catchAll !== undefined && declared.size < operations.length) {
      fail(`it registers no catch-all, but catchAll says "${subject.catchAll}"`)
    }
  }
  return [
    { title: 'is what "supports" names', run: handlers },
    { title: 'has a catch-all only if it says so', run: catchAll },
  ]
}
