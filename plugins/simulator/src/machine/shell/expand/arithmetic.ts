import { evaluate, ArithmeticError, type ArithmeticScope } from '../arithmetic/evaluate.js'
import type { ByteString } from '../../byte-string.js'
import { UnsetVariable, ExpansionError } from '../errors.js'
import type { Shell } from '../shell.js'
import { expandTemplate } from './template.js'

/** What arithmetic sees of a shell. */
export function arithmeticScope(shell: Shell): ArithmeticScope {
  const { variables, dialect } = shell
  return {
    dialect,
    get(name, index) {
      const value = index === undefined ? variables.get(name) : shell.element(name, elementKey(shell, name, index))
      if (value === undefined && dialect === 'bash' && shell.has('nounset')) throw new UnsetVariable(name)
      return value
    },
    set(name, index, value) {
      if (index === undefined) shell.assign(name, value)
      else shell.assignElement(name, elementKey(shell, name, index), value)
    },
  }
}

/** The value of an expression as it is written, with its expansions; throws `ExpansionError`. */
export async function evaluateText(shell: Shell, text: ByteString, prefix = ''): Promise<bigint> {
  const expanded = await expandTemplate(shell, text)
  return evaluateExpanded(shell, shell.dialect === 'bash' ? expanded.replaceAll('"', '') : expanded, prefix)
}

/** The value of an expression; throws `ExpansionError`. */
export function evaluateExpanded(shell: Shell, text: ByteString, prefix = ''): bigint {
  try {
    return evaluate(text, arithmeticScope(shell))
  } catch (thrown) {
    if (thrown instanceof ArithmeticError) throw new ExpansionError(prefix + thrown.message)
    throw thrown
  }
}

/** The index of an array that a subscript names: a number, or the key of an associative one. */
export function elementKey(shell: Shell, name: ByteString, subscript: ByteString): number | ByteString {
  const variable = shell.variables.find(name)
  if (variable?.kind === 'associative') return subscript
  const index = Number(evaluateExpanded(shell, subscript))
  if (index >= 0 || variable === undefined) return index
  return (variable.elements === undefined ? 1 : variable.top) + index
}
