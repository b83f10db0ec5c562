import type { MakeError } from '../errors.js'

/** How deep Go's `encoding/json` reads. */
const deepest = 10_000

/** Throws `InvalidParameter` for what Go does not read any more because it is nested too deep. */
export function checkNesting(value: unknown, error: MakeError): void {
  let level: readonly unknown[] = [value]
  for (let depth = 1; ; depth++) {
    const next: unknown[] = []
    let opened = ''
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue
      opened = Array.isArray(one) ? '[' : '{'
      for (const inner of Object.values(one)) if (typeof inner === 'object' && inner !== null) next.push(inner)
    }
    if (depth > deepest && opened !== '')
      throw error('InvalidParameter', `invalid character '${opened}' exceeded max depth`)
    if (next.length === 0) return
    level = next
  }
}
