import type { Command, ParameterExpansionPart, Pipeline, SyntaxNode } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import type { Dialect } from '../dialect.js'
import type { Fault } from './fault-kind.js'

const at = (pos: number, token: ByteString, expecting?: string): Fault => ({ kind: 'token', pos, token, expecting })
const other = (pos: number, sentence: string): Fault => ({ kind: 'other', pos, sentence })

/** What the parser takes, and the shell does not: it reads bash's language, and is tolerant. */
export function unsupported(node: SyntaxNode, text: ByteString, dialect: Dialect): Fault | undefined {
  const fault = misread(node, text, dialect)
  return fault !== undefined || dialect === 'bash' ? fault : beyondPosix(node, text, dialect)
}

/** Where the parser looks for what is missing too far behind. */
function misread(node: SyntaxNode, text: ByteString, dialect: Dialect): Fault | undefined {
  if (node.type === 'Command') return strayParenthesis(node, text)
  if (node.type === 'If' || node.type === 'Elif') return wanted(node.clause, 'then', text)
  if (node.type === 'While') return wanted(node.clause, 'do', text)
  if (node.type !== 'For') return undefined
  if (node.name.text === '' && dialect !== 'bash') return other(node.pos, 'bad for loop variable')
  return wanted(node.wordlist?.at(-1) ?? node.name, 'do', text)
}

/** Another token than the one that has to be there. */
function wanted(
  { pos: start, end: from }: { readonly pos: number; readonly end: number },
  keyword: string,
  text: ByteString,
): Fault | undefined {
  // The text of a here-document would be between.
  if (text.slice(start, from).includes('<<')) return undefined
  const pattern = /(?:[;\s]|\\\n|#[^\n]*)*/y
  pattern.lastIndex = from
  const pos = from + (pattern.exec(text)?.[0].length ?? 0)
  const token = /^[a-z{]+/.exec(text.slice(pos, pos + 20))?.[0]
  if (token === undefined || token === keyword || token === '{' || token === 'in') return undefined
  return at(pos, token, keyword)
}

/** The parser skips `(` between words. */
function strayParenthesis({ name, prefix, suffix }: Command, text: ByteString): Fault | undefined {
  const nodes = [...prefix, ...(name === undefined ? [] : [name]), ...suffix]
  for (let index = 1; index < nodes.length; index++) {
    const [before, after] = [nodes[index - 1]!, nodes[index]!]
    const gap = text.slice(before.end, after.pos)
    const open = gap.indexOf('(')
    if (open < 0 || /^[ \t\\\n]*$/.test(gap)) continue
    const isFunction = before === name && prefix.length === 0
    if (!isFunction) return at(before.end + open, '(')
    return at(after.pos, text.slice(after.pos, after.end), ')')
  }
  return undefined
}

function beyondPosix(node: SyntaxNode, text: ByteString, dialect: Dialect): Fault | undefined {
  if (node.type === 'ArrayValue') return at(node.pos, '(')
  if (node.type === 'HereString') return at(node.pos + 2, '<')
  if (node.type === 'Select') return misplacedDo(node.body.pos, text)
  if (node.type === 'ArithmeticFor') return other(node.pos, 'bad for loop variable')
  if (node.type === 'CaseItem') return node.terminator?.endsWith('&') === true ? at(node.end - 1, '&') : undefined
  if (node.type === 'Pipeline') return pipeOfErrors(node, text)
  if (dialect === 'dash') return node.type === 'ProcessSubstitution' ? at(node.pos + 1, '(') : undefined
  const isBeyond = node.type === 'ParameterExpansion' && isBashExpansion(node)
  return isBeyond ? other(node.pos, 'bad substitution') : undefined
}

function pipeOfErrors({ operators, commands }: Pipeline, text: ByteString): Fault | undefined {
  const index = operators.indexOf('|&')
  return index < 0 ? undefined : at(text.indexOf('|&', commands[index]!.end) + 1, '&')
}

function misplacedDo(pos: number, text: ByteString): Fault {
  const found = text.lastIndexOf('do', pos)
  return at(found < 0 ? pos : found, 'do')
}

/** An expansion that busybox knows nothing of. */
export const isBashExpansion = ({ prefix, index, operation }: ParameterExpansionPart): boolean =>
  prefix === '!' || index !== undefined || /^(Unknown|CaseModification|Transform|Names)$/.test(operation?.type ?? '')
