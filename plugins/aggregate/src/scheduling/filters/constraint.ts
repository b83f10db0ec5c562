import type { Expression } from '../expressions/expression.js'
import type { NodeSnapshot } from '../snapshot.js'
import { firstOf, type Filter } from './filter.js'

/** Only nodes whose name, id or labels are as every `constraint:` says. Wishes (`~`) exclude none. */
export const constraint: Filter = {
  name: 'constraint',
  against: ({ constraints }) =>
    firstOf(
      constraints
        .filter(({ soft }) => !soft)
        .map(
          (expression) => (node) => (meetsConstraint(expression, node) ? undefined : `${expression.text} is not so`),
        ),
    ),
}

/** Whether a node is as an expression says. A label that is not there is not equal to anything, not even to `*`. */
export function meetsConstraint({ key, operator, matches }: Expression, node: NodeSnapshot): boolean {
  const isMeant = valuesOf(node, key).some(matches)
  return operator === '==' ? isMeant : !isMeant
}

function valuesOf(node: NodeSnapshot, key: string): readonly string[] {
  if (key.toLowerCase() === 'node') return [node.name, node.id]
  const value = node.labels.get(key) ?? foldedLabel(node.labels, key)
  return value === undefined ? [] : [value]
}

/** Classic Swarm took keys in any case. */
function foldedLabel(labels: ReadonlyMap<string, string>, key: string): string | undefined {
  const folded = key.toLowerCase()
  for (const [name, value] of labels) if (name.toLowerCase() === folded) return value
  return undefined
}
