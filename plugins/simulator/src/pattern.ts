import { createContext, Script, type Context } from 'node:vm'

// Docker's own expressions (RE2) take linear time; JavaScript's may take for ever, and the process with them.
const longest = 50
const mostRemembered = 100

// What takes no more steps than both lengths multiplied, and need not be watched.
const harmless = /^\^?[\w\s/.-]*(?:\.\*)?[\w\s/-]*\$?$/

const search = new Script(`patterns.some((pattern) => {
  try { return new RegExp(pattern).test(value) } catch { return false }
})`)
const tooSlow = new Set<string>()
let context: Context | undefined

/**
 * Whether any of a client's regular expressions fits a value. One that is none fits nothing, nor do those that take over
 * 50 ms together.
 */
export function fitsAny(patterns: readonly string[], value: string): boolean {
  const watched: string[] = []
  for (const pattern of patterns) {
    if (!/[\\^$.|?*+()[\]{}]/.test(pattern)) {
      if (value.includes(pattern)) return true
    } else if (!harmless.test(pattern)) watched.push(pattern)
    else if (new RegExp(pattern).test(value)) return true
  }
  return watched.length > 0 && searchFor(watched, value)
}

function searchFor(patterns: readonly string[], value: string): boolean {
  const key = patterns.join('\0')
  if (tooSlow.has(key)) return false
  context ??= createContext(Object.create(null) as object)
  Object.assign(context, { patterns, value })
  try {
    return search.runInContext(context, { timeout: longest }) as boolean
  } catch (thrown) {
    if (isTimeout(thrown)) remember(key)
    return false
  }
}

function remember(key: string): void {
  tooSlow.add(key)
  const [oldest] = tooSlow
  if (tooSlow.size > mostRemembered) tooSlow.delete(oldest!)
}

function isTimeout(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  )
}
