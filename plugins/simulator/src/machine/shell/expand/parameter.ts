import type { ParameterExpansionPart, Word } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { ExpansionError, UnsetVariable } from '../errors.js'
import type { Shell } from '../shell.js'
import { isBashExpansion } from '../syntax/unsupported.js'
import { expanded, fieldMark, joined, quote, quoteField, strip, type Marked } from '../words/marks.js'
import { arrayOf } from '../state/dynamic.js'
import { elementKey } from './arithmetic.js'
import { single, type Context } from './context.js'
import { modify, slice } from './operation.js'
import { elementsOf, keysOf, many, one, valueOf, type Value } from './value.js'

/** What `"$@"` is without parameters: not even an empty field. */
export const nothing: Marked = '\u0402'

/** Expands `$name`. */
export function simpleParameter(shell: Shell, name: ByteString, context: Context): Marked {
  const value = valueOf(shell, name)
  if (value.kind === 'one' && value.text === undefined) checkSet(shell, name)
  return marked(shell, value, context)
}

function checkSet(shell: Shell, name: ByteString): void {
  if (shell.has('nounset') && name !== '@' && name !== '*') throw new UnsetVariable(name)
}

const textOf = ({ ifs }: Shell, value: Value): ByteString =>
  value.kind === 'one' ? (value.text ?? '') : value.texts.join(value.isStar ? ifs.slice(0, 1) : ' ')

/** Marks a value as where it stands has it. */
function marked(shell: Shell, value: Value, { isQuoted, isSingle, isText }: Context): Marked {
  if (isText === true) return textOf(shell, value)
  if (value.kind === 'one') return isQuoted ? quote(value.text ?? '') : expanded(value.text ?? '')
  const { texts, isStar } = value
  if (isStar && isQuoted) return quote(texts.join(shell.ifs.slice(0, 1)))
  if (isStar && isSingle === true) return expanded(texts.join(shell.ifs.slice(0, 1)))
  if (!isQuoted) return texts.map(expanded).join(fieldMark)
  return texts.length === 0 ? nothing : texts.map(quoteField).join(fieldMark)
}

/** Expands `${...}`. */
export async function parameter(shell: Shell, part: ParameterExpansionPart, context: Context): Promise<Marked> {
  const { operation, prefix } = part
  const isDash = shell.dialect === 'dash'
  const isBeyond = isDash && (isBashExpansion(part) || operation?.type === 'Slice' || operation?.type === 'Replace')
  if (operation?.type === 'Unknown' || part.parameter === '' || isBeyond) throw badSubstitution(shell, part)
  if (operation?.type === 'Names') return marked(shell, names(shell, part.parameter, operation.operator), context)
  const count = prefix === '#' && operation === undefined ? countOf(shell, part) : undefined
  if (count !== undefined) return marked(shell, one(String(count)), context)
  const { value, name, set } = await resolve(shell, part)
  if (prefix === '#' && operation === undefined) {
    if (value.kind === 'one' && value.text === undefined) checkSet(shell, name)
    const length = value.kind === 'one' ? (value.text ?? '').length : value.texts.length
    return marked(shell, one(String(length)), context)
  }
  if (operation?.type === 'Default') {
    const isSet = value.kind === 'one' ? value.text !== undefined : value.texts.length > 0
    const isNull = value.kind === 'one' ? (value.text ?? '') === '' : value.texts.join('') === ''
    const { operator } = operation
    const isThere = isSet && !(operator.startsWith(':') && isNull)
    if (operator.endsWith('+')) return isThere ? operand(shell, operation.operand, context) : empty(value, context)
    if (isThere) return marked(shell, value, context)
    if (operator.endsWith('-')) return operand(shell, operation.operand, context)
    if (operator.endsWith('?')) throw await missing(shell, name, operation.operand, operator === ':?')
    const text = strip(joined(await operand(shell, operation.operand, { ...context, isSingle: true })))
    set(text)
    return marked(shell, one(text), context)
  }
  if (value.kind === 'one' && value.text === undefined) checkSet(shell, name)
  if (operation === undefined) return marked(shell, value, context)
  if (operation.type === 'Slice') return marked(shell, await slice(shell, { value, name }, operation), context)
  return marked(shell, await modify(shell, { value, name }, operation), context)
}

/** How many elements an array has. */
function countOf(shell: Shell, { parameter: name, index }: ParameterExpansionPart): number | undefined {
  if (index?.text !== '@' && index?.text !== '*') return undefined
  if (arrayOf(shell, name) !== undefined) return undefined
  return shell.variables.find(name)?.elements?.size
}

const empty = (value: Value, { isQuoted, isText }: Context): Marked =>
  isQuoted && isText !== true && value.kind === 'many' ? nothing : ''

const badSubstitution = (shell: Shell, part: ParameterExpansionPart): ExpansionError =>
  new ExpansionError(shell.dialect === 'bash' ? `${part.text}: bad substitution` : 'Bad substitution')

interface Resolved {
  readonly value: Value
  readonly name: ByteString
  readonly set: (text: ByteString) => void
}

/** What a parameter, its subscript and `!` before it stand for. */
async function resolve(shell: Shell, part: ParameterExpansionPart): Promise<Resolved> {
  const { parameter: name, prefix, index } = part
  const isAll = index?.text === '@' || index?.text === '*'
  if (prefix === '!' && isAll) return fixed(many(keysOf(shell, name), index.text === '*'), name)
  const found = await subscripted(shell, name, index)
  if (prefix !== '!') return found
  const variable = shell.variables.own(name)
  if (variable?.isReference === true) return fixed(one(variable.value), name)
  const target = found.value.kind === 'one' ? found.value.text : found.value.texts[0]
  if (target === undefined || target === '') throw new ExpansionError(`${name}: invalid indirect expansion`)
  const [, base = target, subscript] = /^([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]$/s.exec(target) ?? []
  return subscript === undefined ? plain(shell, base) : element(shell, base, subscript)
}

const fixed = (value: Value, name: ByteString): Resolved => ({ value, name, set: () => undefined })

async function subscripted(shell: Shell, name: ByteString, index: Word | undefined): Promise<Resolved> {
  if (index === undefined) return plain(shell, name)
  const text = strip(await operand(shell, index, single))
  return element(shell, name, text)
}

function plain(shell: Shell, name: ByteString): Resolved {
  const set = (text: ByteString): void => {
    if (!/^[A-Za-z_]/.test(name)) throw new ExpansionError(cannotAssign(shell, name))
    shell.assign(name, text)
  }
  return { value: valueOf(shell, name), name, set }
}

const cannotAssign = ({ dialect }: Shell, name: ByteString): ByteString =>
  dialect === 'bash' ? `$${name}: cannot assign in this way` : `${name}: bad variable name`

function element(shell: Shell, name: ByteString, subscript: ByteString): Resolved {
  if (subscript === '@' || subscript === '*') return fixed(many(elementsOf(shell, name), subscript === '*'), name)
  const key = elementKey(shell, name, subscript)
  const set = (text: ByteString): void => shell.assignElement(name, key, text)
  const own = arrayOf(shell, name)
  return {
    value: one(own === undefined ? shell.element(name, key) : own.at(Number(key))),
    name: `${name}[${subscript}]`,
    set,
  }
}

/** The operand of an expansion, as its context has it. */
const operand = (shell: Shell, word: Word, context: Context): Promise<Marked> =>
  shell.interpreter.expandWord(shell, word, context.isQuoted ? context : { ...context, isOperand: true })

async function missing(shell: Shell, name: ByteString, word: Word, isNull: boolean): Promise<ExpansionError> {
  const text = strip(await operand(shell, word, single))
  const reason = isNull
    ? shell.dialect === 'bash'
      ? 'parameter null or not set'
      : 'parameter not set or null'
    : notSet
  return new ExpansionError(`${name}: ${text === '' ? reason : text}`, { isFatal: true })
}
const notSet = 'parameter not set'

/** Names of variables that begin so. */
const names = (shell: Shell, start: ByteString, operator: '@' | '*'): Value =>
  many(
    shell.variables.names().filter((name) => name.startsWith(start)),
    operator === '*',
  )
