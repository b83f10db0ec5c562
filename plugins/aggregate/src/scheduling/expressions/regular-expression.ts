import { RE2JS, RE2JSException } from 're2js'
import type { Fail } from '../fail.js'
import type { Matcher } from './expression.js'

const longestValue = 1024
const largestProgram = 1000

/** The time that the regular expressions of one request may take together, in milliseconds. */
const longest = 1000

/** What is left of that time. One for each request. */
export interface Budget {
  left: number
}

export const newBudget = (): Budget => ({ left: longest })

/**
 * Matches a regular expression of RE2 anywhere in a value, of which the first 1,024 characters are looked at. The time
 * for a value grows with its length alone, whatever the expression is. Throws `InvalidParameter` where the expression is
 * none, or too large; the matcher throws it where the budget is spent.
 */
export function regexMatcher(source: string, text: string, budget: Budget, fail: Fail): Matcher {
  const compiled = compile(source, text, fail)
  return (value) => {
    if (budget.left <= 0) throw fail('InvalidParameter', `${text}: the regular expression takes too long`)
    const from = performance.now()
    const found = compiled.test(value.slice(0, longestValue))
    budget.left -= performance.now() - from
    return found
  }
}

function compile(source: string, text: string, fail: Fail): RE2JS {
  const compiled = attempt(source, text, fail)
  if (compiled.programSize() <= largestProgram) return compiled
  throw fail('InvalidParameter', `${text}: the regular expression is too large; repeat less in it`)
}

function attempt(source: string, text: string, fail: Fail): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown
    const reason = thrown.message.replace(/^error parsing regexp: /, '')
    throw fail('InvalidParameter', `${text} has no regular expression as RE2 takes it: ${reason}`, thrown)
  }
}
