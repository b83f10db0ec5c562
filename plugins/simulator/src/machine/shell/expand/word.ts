import type { Word, WordPart } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { emptyMark, expanded, joined, quote, quoteField, type Marked } from '../words/marks.js'
import { unescapeQuoted } from '../words/escapes.js'
import { evaluateText } from './arithmetic.js'
import { substituteCommand, substituteProcess } from './substitution.js'
import { inQuotes, textInQuotes, type Context } from './context.js'
import { literal } from './literal.js'
import { nothing, parameter, simpleParameter } from './parameter.js'
import { homeOf, tildeName } from './tilde.js'

/** Expands a word, but for the fields and paths that it becomes. */
export async function expandMarked(shell: Shell, word: Word, context: Context): Promise<Marked> {
  const marked = await expandParts(shell, word.parts ?? [literalPart(word)], context, true)
  return context.isSingle === true ? joined(marked) : marked
}

type Part = WordPart | { readonly type: 'Text'; readonly text: ByteString }

const literalPart = ({ text }: Word): Part => ({ type: 'Text', text })

export async function expandParts(
  shell: Shell,
  parts: readonly Part[],
  context: Context,
  isWhole = false,
): Promise<Marked> {
  let marked = ''
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1
    if (part.type === 'Text' || part.type === 'Literal') {
      const place = { isFirst: at === 0 && isWhole, isLast, before: marked }
      marked += context.isQuoted ? literal(part.text, context) : withHomes(shell, part.text, context, place)
    } else marked += await expandPart(shell, part, context)
  }
  return marked
}

interface Place {
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly before: Marked
}

/** Literal text, whose tildes stand for homes where they may (POSIX, XCU 2.6.1). */
function withHomes(shell: Shell, text: ByteString, context: Context, place: Place): Marked {
  if (!text.includes('~')) return literal(text, context)
  const isAssignment = context.isAssignment === true
  const begins = (at: number): boolean =>
    at === 0 ? place.isFirst || (isAssignment && place.before.endsWith(':')) : isAssignment && text[at - 1] === ':'
  let marked = ''
  let from = 0
  for (let at = text.indexOf('~'); at >= 0; at = text.indexOf('~', at + 1)) {
    const name = begins(at) ? tildeName(text.slice(at), isAssignment, place.isLast) : undefined
    const home = name === undefined ? undefined : homeOf(shell, name)
    if (home === undefined) continue
    marked += literal(text.slice(from, at), context) + field(home, context)
    from = at + 1 + name!.length
  }
  return marked + literal(text.slice(from), context)
}

async function expandPart(
  shell: Shell,
  part: Exclude<WordPart, { type: 'Literal' }>,
  context: Context,
): Promise<Marked> {
  switch (part.type) {
    case 'Glob':
      return context.isOperand === true ? expanded(part.text) : bracket(shell, part.text, part.parts, context)
    case 'SingleQuoted':
      return field(part.text.slice(1, -1), context)
    case 'DoubleQuoted':
      return doubleQuoted(shell, part.parts, context)
    case 'LocaleString': {
      const marked = await doubleQuoted(shell, part.parts, context)
      return shell.dialect === 'bash' ? marked : `$${marked}`
    }
    case 'AnsiCQuoted':
      return shell.dialect === 'dash' ? `$${field(part.text.slice(2, -1), context)}` : field(ansi(part.text), context)
    case 'SimpleExpansion':
      return simpleParameter(shell, part.text.slice(1), context)
    case 'ParameterExpansion':
      return parameter(shell, part, context)
    case 'CommandExpansion':
      return result(await substituteCommand(shell, part), context)
    case 'ArithmeticExpansion':
      return result(await arithmetic(shell, part.text), context)
    case 'ProcessSubstitution':
      return field(await substituteProcess(shell, part), context)
    case 'ExtendedGlob':
      return `${part.operator}(${part.parts === undefined ? literal(part.pattern, context) : await expandParts(shell, part.parts, context)})`
    case 'BraceExpansion':
      if (part.parts === undefined) return literal(part.text, context)
      return `{${await expandParts(shell, part.parts, context)}}`
  }
}

/** What is before the first zero byte. */
const ansi = (text: ByteString): ByteString => unescapeQuoted(text.slice(2, -1)).split('\0', 1)[0]!

/** The name of a set of bytes is text unless something is expanded or quoted in it. */
async function bracket(
  shell: Shell,
  text: ByteString,
  parts: readonly WordPart[] | undefined,
  context: Context,
): Promise<Marked> {
  if (parts === undefined || !/["'$`\\]/.test(text)) return text
  const inner = await expandParts(shell, parts, context)
  const isWhole = parts[0]?.text.startsWith('[') === true
  return isWhole ? inner : `[${inner}]`
}

const field = (text: ByteString, { isText }: Context): Marked => (isText === true ? text : quoteField(text))

async function doubleQuoted(shell: Shell, parts: readonly WordPart[], { isText }: Context): Promise<Marked> {
  if (isText === true) return expandParts(shell, parts, textInQuotes)
  const marked = await expandParts(shell, parts, inQuotes)
  const text = marked.replaceAll(nothing, '')
  return text === '' && !marked.includes(nothing) ? emptyMark : text
}

/** What an expansion gives: split where it has no quotes. */
const result = (text: ByteString, { isQuoted, isText }: Context): Marked =>
  isText === true ? text : isQuoted ? quote(text) : expanded(text)

async function arithmetic(shell: Shell, text: ByteString): Promise<ByteString> {
  const inner = text.startsWith('$[') ? text.slice(2, -1) : text.slice(3, -2)
  return String(await evaluateText(shell, inner))
}
