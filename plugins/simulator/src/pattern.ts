import { createContext, Script, type Context } from 'node:vm'

// Docker's own expressions (RE2) take linear time; JavaScript's may take for ever, and the process with them.
const longest = 50
const mostRemembered = 1000

const search = new Script('new RegExp(pattern).test(value)')
const tooSlow = new Set<string>()
let context: Context | undefined

/** Whether a client's regular expression fits a value. One that is none, or takes over 50 ms, fits nothing. */
export function fits(pattern: string, value: string): boolean {
  if (!/[\\^$.|?*+()[\]{}]/.test(pattern)) return value.includes(pattern)
  if (tooSlow.has(pattern)) return false
  context ??= createContext(Object.create(null) as object)
  Object.assign(context, { pattern, value })
  try {
    return search.runInContext(context, { timeout: longest }) as boolean
  } catch (thrown) {
    if (isTimeout(thrown) && tooSlow.size < mostRemembered) tooSlow.add(pattern)
    return false
  }
}

function isTimeout(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  )
}
