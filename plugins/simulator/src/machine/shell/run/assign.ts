import type { ArrayValue, Assignment, Word } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { elementKey, evaluateExpanded } from '../expand/arithmetic.js'
import { assigned, single } from '../expand/context.js'
import { expandFields } from '../expand/fields.js'
import { expandMarked } from '../expand/word.js'
import type { Shell } from '../shell.js'
import { strip } from '../words/marks.js'

/** The value that an assignment gives, where it is no array. */
export const assignedText = (shell: Shell, word: Word): Promise<ByteString> => expandMarked(shell, word, assigned)

/** Assigns, to a variable, an element or a whole array; returns what `set -x` shows. */
export async function assignTo(shell: Shell, assignment: Assignment): Promise<ByteString> {
  const { name, value, append, index } = assignment
  if (value.type === 'ArrayValue') {
    await assignArray(shell, name, value, append === true)
    return assignment.text
  }
  const text = await assignedText(shell, value)
  if (index === undefined) {
    shell.assign(name, combine(shell, name, shell.variables.get(name), text, append === true))
    return text
  }
  const key = elementKey(shell, name, strip(await expandMarked(shell, index, single)))
  shell.assignElement(name, key, combine(shell, name, shell.element(name, key), text, append === true))
  return text
}

/** What `+=` or an integer makes of a value. */
export function combine(
  shell: Shell,
  name: ByteString,
  before: ByteString | undefined,
  text: ByteString,
  isAppended: boolean,
): ByteString {
  if (shell.variables.find(name)?.isInteger === true) {
    return String(evaluateExpanded(shell, isAppended ? `${before ?? '0'} + (${text})` : text))
  }
  return isAppended ? (before ?? '') + text : text
}

/** Gives an array its elements. */
export async function assignArray(
  shell: Shell,
  name: ByteString,
  { elements }: ArrayValue,
  isAppended: boolean,
): Promise<void> {
  const values: [ByteString | undefined, ByteString][] = []
  for (const word of elements) {
    const [, subscript] = /^\[((?:[^\]"']|"[^"]*"|'[^']*')*)\]\+?=/.exec(word.text) ?? []
    if (subscript === undefined) for (const field of await expandFields(shell, [word])) values.push([undefined, field])
    else values.push(splitElement(strip(await expandMarked(shell, word, assigned))))
  }
  const variable = shell.variables.require(name)
  shell.variables.makeArray(variable, 'indexed')
  if (!isAppended) {
    variable.elements = new Map<never, ByteString>()
    variable.top = 0
  }
  let next = variable.top
  if (variable.kind === 'associative') return assignPairs(shell, name, values)
  for (const [subscript, text] of values) {
    const index = subscript === undefined ? next : Number(elementKey(shell, name, subscript))
    shell.assignElement(name, index, combine(shell, name, undefined, text, false))
    next = index + 1
  }
}

const splitElement = (text: ByteString): [ByteString, ByteString] => {
  const end = text.indexOf(']=')
  return [text.slice(1, end), text.slice(end + 2)]
}

/** Elements by key, or keys and values in turn. */
function assignPairs(shell: Shell, name: ByteString, values: readonly [ByteString | undefined, ByteString][]): void {
  for (let at = 0; at < values.length; at++) {
    const [key, text] = values[at]!
    if (key !== undefined) shell.assignElement(name, key, text)
    else shell.assignElement(name, text, values[++at]?.[1] ?? '')
  }
}
