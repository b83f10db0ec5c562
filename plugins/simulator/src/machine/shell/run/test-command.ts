import type { TestCommand, TestExpression, Word } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { RegexError } from '../../regex/node.js'
import { groupOf, Regex } from '../../regex/regex.js'
import { binary, isNumeric, unary, type TestScope } from '../builtins/test-primary.js'
import { complain } from '../complain.js'
import { single } from '../expand/context.js'
import { evaluateExpanded } from '../expand/arithmetic.js'
import { expandMarked } from '../expand/word.js'
import type { Shell } from '../shell.js'
import { isQuoted, joined, strip, type Marked } from '../words/marks.js'
import { matches, readPattern } from '../words/pattern.js'
import { bashQuoted } from '../words/quoting.js'
import { traceLine } from './trace.js'

/** Runs `[[ ... ]]`. */
export async function runTestCommand(shell: Shell, { expression }: TestCommand): Promise<number> {
  if (shell.dialect === 'dash') {
    await complain(shell, '[[: not found')
    return 127
  }
  const holds = await evaluate(shell, expression)
  return holds === undefined ? 2 : holds ? 0 : 1
}

/** Undefined where it is wrong. */
async function evaluate(shell: Shell, node: TestExpression): Promise<boolean | undefined> {
  switch (node.type) {
    case 'TestGroup':
      return evaluate(shell, node.expression)
    case 'TestNot': {
      const holds = await evaluate(shell, node.operand)
      return holds === undefined ? undefined : holds !== (node.negations.length % 2 === 1)
    }
    case 'TestLogical': {
      let holds: boolean | undefined
      for (const operand of node.operands) {
        holds = await evaluate(shell, operand)
        if (holds === undefined || holds === (node.operator === '||')) return holds
      }
      return holds
    }
    case 'TestUnary': {
      const operand = await textOf(shell, node.operand)
      await traceLine(shell, `[[ ${node.operator} ${bashQuoted(operand)} ]]`)
      return unary(scopeOf(shell), node.operator, operand)
    }
    case 'TestBinary':
      return compare(shell, node.operator, node.left, node.right)
  }
}

const scopeOf = (shell: Shell): TestScope => ({
  proc: shell.proc,
  isSet: (name) => shell.variables.find(name) !== undefined,
  hasOption: (name) => shell.has(name),
})

const textOf = async (shell: Shell, word: Word): Promise<ByteString> =>
  strip(joined(await expandMarked(shell, word, single)))

async function compare(shell: Shell, operator: string, left: Word, right: Word): Promise<boolean | undefined> {
  const a = await textOf(shell, left)
  const ignoreCase = shell.shopt.get('nocasematch') === true
  if (['=', '==', '!='].includes(operator)) {
    const marked = joined(await expandMarked(shell, right, single))
    await traceLine(shell, `[[ ${bashQuoted(a)} ${operator} ${shownPattern(marked)} ]]`)
    const tokens = readPattern(marked, { extended: shell.dialect === 'bash', ignoreCase })
    return matches(tokens, a) === (operator !== '!=')
  }
  if (operator === '=~') return matchesRegex(shell, a, await expandMarked(shell, right, single), ignoreCase)
  const b = await textOf(shell, right)
  await traceLine(shell, `[[ ${bashQuoted(a)} ${operator} ${bashQuoted(b)} ]]`)
  if (!isNumeric(operator)) return binary(scopeOf(shell), operator, a, b)
  const numbers = [left, right].map((_, at) => evaluateExpanded(shell, at === 0 ? a : b, '[[: '))
  return binary(scopeOf(shell), operator, String(numbers[0]), String(numbers[1]))
}

/** A pattern as a trace shows it: what was quoted with backslashes. */
const shownPattern = (marked: Marked): ByteString =>
  [...marked].map((char) => (isQuoted(char.charCodeAt(0)) ? `\\${strip(char)}` : strip(char))).join('') || "''"

/** What is quoted in a regular expression is literal. */
async function matchesRegex(
  shell: Shell,
  text: ByteString,
  marked: Marked,
  ignoreCase: boolean,
): Promise<boolean | undefined> {
  const pattern = [...joined(marked)]
    .map((char) => (isQuoted(char.charCodeAt(0)) ? strip(char).replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : strip(char)))
    .join('')
  await traceLine(shell, `[[ ${bashQuoted(text)} =~ ${pattern} ]]`)
  try {
    const regex = new Regex(pattern, { extended: true, ignoreCase })
    const match = await regex.exec(text, shell.proc)
    const groups = match && Array.from({ length: regex.groups + 1 }, (_, at) => groupOf(text, match, at))
    if (shell.dialect === 'bash') setGroups(shell, groups)
    return match !== undefined
  } catch (thrown) {
    if (thrown instanceof RegexError) return undefined
    throw thrown
  }
}

function setGroups(shell: Shell, groups: readonly (ByteString | undefined)[] | undefined): void {
  const variable = shell.variables.require('BASH_REMATCH')
  shell.variables.makeArray(variable, 'indexed')
  const found = (groups ?? []).map((group, at): [number, ByteString] => [at, group ?? ''])
  variable.elements = new Map(found)
  variable.top = found.length
}
