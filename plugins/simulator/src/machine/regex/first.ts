import { addAll, emptySet, type ByteSet } from './byte-set.js'
import type { RegexNode } from './node.js'
import type { StepProgram } from './program.js'

/** The bytes that a match may begin with; undefined where it may be empty. */
export function firstBytes({ steps }: StepProgram): ByteSet | undefined {
  const set = emptySet()
  const seen = new Set<number>()
  const stack = [0]
  while (stack.length > 0) {
    const place = stack.pop()!
    if (seen.has(place)) continue
    seen.add(place)
    const step = steps[place]!
    if (step.op === 'match' || step.op === 'reference') return undefined
    if (step.op === 'set') addAll(set, step.set)
    else if (step.op === 'split') stack.push(step.first, step.second)
    else if (step.op === 'jump') stack.push(step.to)
    else if (step.op === 'look') stack.push(step.end)
    else stack.push(place + 1)
  }
  return set
}

/** The text that is all that it matches; undefined where it is more than that. */
export function literalOf(node: RegexNode): string | undefined {
  if (node.kind === 'set') {
    const byte = node.set.indexOf(1)
    return byte >= 0 && node.set.lastIndexOf(1) === byte ? String.fromCharCode(byte) : undefined
  }
  if (node.kind !== 'sequence') return undefined
  let text = ''
  for (const item of node.items) {
    const part = literalOf(item)
    if (part === undefined) return undefined
    text += part
  }
  return text
}
