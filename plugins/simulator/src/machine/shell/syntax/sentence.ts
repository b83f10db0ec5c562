import type { ByteString } from '../../byte-string.js'
import type { Dialect } from '../dialect.js'
import type { Fault } from './fault-kind.js'
import type { Source } from './source.js'

/** How bash calls what it reads: `bash`, `bash: -c`, `bash: eval`. */
export interface Reading {
  readonly dialect: Dialect
  readonly name: ByteString
  readonly source: Source
  /** What stands before the sentence in the other shells. */
  readonly prefix: (line: number) => ByteString
}

/** What a shell says of a fault, as lines. */
export function syntaxError(fault: Fault, reading: Reading): ByteString {
  const { dialect, source, prefix } = reading
  const isEnd = fault.kind === 'token' && fault.token === ''
  if (dialect === 'bash') return bashError(fault, reading, isEnd)
  const line = isEnd || fault.kind === 'open' ? source.lineAt(source.text.length) : source.lineAt(fault.pos)
  const sentence = dialect === 'ash' ? ashSentence(fault) : dashSentence(fault)
  return `${prefix(line)}${sentence}\n`
}

function bashError(fault: Fault, { source, name }: Reading, isEnd: boolean): ByteString {
  if (fault.kind === 'open') {
    const isSubstitution = fault.closer === ')'
    const line = isSubstitution ? source.lineAt(source.text.length) + 1 : source.lineAt(fault.pos)
    return `${name}: line ${line}: unexpected EOF while looking for matching \`${fault.closer}'\n`
  }
  if (fault.kind === 'other') return `${name}: line ${source.lineAt(fault.pos)}: ${fault.sentence}\n`
  if (isEnd) {
    const last = source.lineAt(source.text.length)
    const line = source.text.endsWith('\n') ? last : last + 1
    return `${name}: line ${line}: syntax error: unexpected end of file\n`
  }
  const token = fault.token === '\n' ? 'newline' : fault.token
  const start = `${name}: line ${source.lineAt(fault.pos)}: `
  return `${start}syntax error near unexpected token \`${token}'\n${start}\`${lineOf(source.text, fault.pos)}'\n`
}

function lineOf(text: ByteString, pos: number): ByteString {
  const end = text.indexOf('\n', pos)
  return text.slice(text.lastIndexOf('\n', pos - 1) + 1, end < 0 ? undefined : end)
}

const reserved = new Set([
  'if', 'then', 'elif', 'else', 'fi', 'do', 'done', 'case', 'esac', 'while', 'until', 'for', '{', '}', '!', 'in',
]) // prettier-ignore

/** What a token is called: most words are not named. */
function named(token: ByteString): string {
  if (token === '') return 'end of file'
  if (token === '\n') return 'newline'
  if (/^(<|>|&>)/.test(token)) return 'redirection'
  return reserved.has(token) || /^[;&|()]/.test(token) ? `"${token}"` : 'word'
}

const expectation = (expecting: string | undefined): string =>
  expecting === undefined ? '' : ` (expecting "${expecting}")`

function ashSentence(fault: Fault): ByteString {
  if (fault.kind === 'other') return `syntax error: ${fault.sentence}`
  if (fault.kind === 'token') return `syntax error: unexpected ${named(fault.token)}${expectation(fault.expecting)}`
  if (fault.closer === '}') return "syntax error: missing '}'"
  if (fault.closer === '`') return 'syntax error: EOF in backquote substitution'
  if (fault.closer === ')') return 'syntax error: unexpected end of file (expecting ")")'
  return 'syntax error: unterminated quoted string'
}

function dashSentence(fault: Fault): ByteString {
  if (fault.kind === 'other') return `Syntax error: ${fault.sentence[0]!.toUpperCase()}${fault.sentence.slice(1)}`
  if (fault.kind === 'token') return `Syntax error: ${named(fault.token)} unexpected${expectation(fault.expecting)}`
  if (fault.closer === '}') return "Syntax error: Missing '}'"
  if (fault.closer === '`') return 'Syntax error: EOF in backquote substitution'
  if (fault.closer === ')') return 'Syntax error: end of file unexpected (expecting ")")'
  return 'Syntax error: Unterminated quoted string'
}
