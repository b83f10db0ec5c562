import type {
  ParameterCaseOperation,
  ParameterRemoveOperation,
  ParameterReplaceOperation,
  ParameterSliceOperation,
  ParameterTransformOperation,
  Word,
} from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { ExpansionError } from '../errors.js'
import type { Shell } from '../shell.js'
import { indexesOf } from '../state/variable.js'
import { strip, type Marked } from '../words/marks.js'
import { matches, readPattern, type Token } from '../words/pattern.js'
import { removeEnd, replaceMatches } from '../words/replace.js'
import { evaluateExpanded } from './arithmetic.js'
import { single } from './context.js'
import { expandTemplate } from './template.js'
import { transform } from './transform.js'
import { many, one, type Value } from './value.js'

/** A value and the name that it is of. */
export interface Subject {
  readonly value: Value
  readonly name: ByteString
}

type Modification =
  ParameterRemoveOperation | ParameterReplaceOperation | ParameterCaseOperation | ParameterTransformOperation

/** Does what an operation says to each of the values. */
export async function modify(shell: Shell, { value, name }: Subject, operation: Modification): Promise<Value> {
  const change = await changeOf(shell, name, operation)
  if (value.kind === 'one') {
    const isAsked = operation.type === 'Transform' && value.text === undefined
    return isAsked ? one('') : one(await change(value.text ?? ''))
  }
  const texts: ByteString[] = []
  for (const text of value.texts) texts.push(await change(text))
  return many(texts, value.isStar)
}

type Change = (text: ByteString) => ByteString | Promise<ByteString>

async function changeOf(shell: Shell, name: ByteString, operation: Modification): Promise<Change> {
  switch (operation.type) {
    case 'Remove': {
      const tokens = await patternOf(shell, operation.operand)
      return (text) => removeEnd(text, tokens, operation.operator)
    }
    case 'Replace':
      return replacement(shell, operation)
    case 'CaseModification': {
      const tokens = operation.operand === undefined ? undefined : await patternOf(shell, operation.operand)
      return (text) => changeCase(text, operation.operator, tokens)
    }
    case 'Transform': {
      const operator = operation.operand.text
      if (operator === 'P') return (text) => expandTemplate(shell, text)
      return (text) => transform(shell, { name, text }, operator)
    }
  }
}

const expandSingle = (shell: Shell, word: Word): Promise<Marked> => shell.interpreter.expandWord(shell, word, single)

async function patternOf(shell: Shell, word: Word): Promise<readonly Token[]> {
  return readPattern(await expandSingle(shell, word), { extended: shell.shopt.get('extglob') === true })
}

async function replacement(shell: Shell, operation: ParameterReplaceOperation): Promise<Change> {
  const tokens = await patternOf(shell, operation.pattern)
  const marked = await expandSingle(shell, operation.replacement)
  const plain = strip(marked)
  const hasMatch = shell.dialect === 'bash' && /[&\u0226]/.test(marked)
  const pieces = hasMatch ? marked.split(/[&\u0226]/).map(strip) : [plain]
  const by = (matched: ByteString): ByteString => pieces.join(matched)
  const isAnchored = operation.operator === '/#' || operation.operator === '/%'
  if (tokens.length === 0 && !isAnchored) return (text) => text
  return (text) => replaceMatches(text, { tokens, operator: operation.operator, by, tick: () => shell.proc.tick() })
}

function changeCase(text: ByteString, operator: string, tokens: readonly Token[] | undefined): ByteString {
  const toUpper = operator.startsWith('^')
  const change = (char: string): string => {
    if (tokens !== undefined && !matches(tokens, char)) return char
    return toUpper ? char.replace(/[a-z]/, (c) => c.toUpperCase()) : char.replace(/[A-Z]/, (c) => c.toLowerCase())
  }
  if (operator.length === 1) return change(text.slice(0, 1)) + text.slice(1)
  return text.replace(/[A-Za-z]/g, change)
}

async function numberOf(shell: Shell, word: Word | undefined): Promise<number | undefined> {
  if (word === undefined) return undefined
  return Number(evaluateExpanded(shell, strip(await expandSingle(shell, word))))
}

/** `${x:offset:length}`. */
export async function slice(shell: Shell, subject: Subject, operation: ParameterSliceOperation): Promise<Value> {
  const offset = (await numberOf(shell, operation.offset))!
  const length = await numberOf(shell, operation.length)
  const { value, name } = subject
  if (value.kind === 'many') return many(sliceMany(shell, { value, name }, offset, length), value.isStar)
  const text = value.text ?? ''
  const from = offset < 0 ? text.length + offset : offset
  if (from < 0) return one(shell.dialect === 'ash' ? text : '')
  if (length === undefined) return one(text.slice(from))
  if (length >= 0) return one(text.slice(from, from + length))
  const end = text.length + length
  if (end < from && from <= text.length && shell.dialect === 'bash') {
    throw new ExpansionError(`${operation.length!.text}: substring expression < 0`)
  }
  return one(end < from ? text.slice(from) : text.slice(from, end))
}

function sliceMany(
  shell: Shell,
  { value, name }: { readonly value: Value & { kind: 'many' }; readonly name: ByteString },
  offset: number,
  length: number | undefined,
): readonly ByteString[] {
  const { texts } = value
  if (length !== undefined && length < 0) throw new ExpansionError(`${length}: substring expression < 0`)
  const isPositional = name === '@' || name === '*'
  const all = isPositional ? [shell.name, ...texts] : texts
  const from = offset < 0 ? fromEnd(shell, name, all.length, offset) : offset
  if (from < 0) return []
  const start = isPositional ? from : startOf(shell, name, from)
  return all.slice(start, length === undefined ? undefined : start + length)
}

function fromEnd(shell: Shell, name: ByteString, count: number, offset: number): number {
  const variable = shell.variables.find(name)
  return (variable?.kind === 'indexed' ? variable.top : count) + offset
}

/** The place of the first element whose index is that or more. */
function startOf(shell: Shell, name: ByteString, from: number): number {
  const variable = shell.variables.find(name)
  if (variable?.kind !== 'indexed') return from
  const indexes = indexesOf(variable)
  const at = indexes.findIndex((index) => Number(index) >= from)
  return at < 0 ? indexes.length : at
}
