import { lex, notUnderstood, ShellError, type Part, type Token } from './lex.js'

/** Where one output of a command goes: to the other one, or nowhere. */
export interface Redirection {
  readonly from: 1 | 2
  readonly to: 1 | 2 | 'nowhere'
}

/** One simple command, and when it is run: after the one before it, whatever came of it, or by its outcome. */
export interface Command {
  readonly when: 'always' | 'succeeded' | 'failed'
  readonly negated: boolean
  readonly words: readonly (readonly Part[])[]
  readonly redirections: readonly Redirection[]
  /** Whether its input is empty, by `</dev/null`. */
  readonly noInput: boolean
}

const when = { ';': 'always', '\n': 'always', '&&': 'succeeded', '||': 'failed' } as const
const reserved = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  '{',
  '}',
  '[[',
]
// What every shell has built in and this one has not: not found would be a lie, and a script would go on without it.
const missing =
  'alias bg break cd command continue eval fg jobs kill local printf read return set shift source test times'
const builtins = [...missing.split(' '), '.', '[', 'trap', 'type', 'ulimit', 'umask', 'wait']

type Draft = { -readonly [K in keyof Command]: Command[K] } & {
  words: (readonly Part[])[]
  redirections: Redirection[]
}

/** Reads a list of simple commands. Throws `ShellError` for anything else. */
export function parse(script: string): readonly Command[] {
  const commands: Command[] = []
  const tokens = lex(script)
  let draft = fresh('always')
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if ('word' in token) addWord(draft, token.word)
    else if (/[<>]/.test(token.operator)) redirect(draft, token.operator, tokens[++at])
    else {
      finish(draft, token.operator, commands)
      draft = fresh(when[token.operator as keyof typeof when] ?? draft.when, draft)
    }
  }
  if (isEmpty(draft) && draft.when !== 'always') throw new ShellError('syntax error: unexpected end of file')
  if (!isEmpty(draft)) commands.push(draft)
  return commands
}

function fresh(condition: Command['when'], before?: Draft): Draft {
  // After `&&` and `||` the command may stand on the next line.
  const kept = before !== undefined && isEmpty(before) ? before.when : condition
  return { when: kept, negated: false, words: [], redirections: [], noInput: false }
}

const isEmpty = ({ words, redirections, negated }: Draft): boolean =>
  words.length === 0 && redirections.length === 0 && !negated

function finish(draft: Draft, operator: string, commands: Command[]): void {
  if (!Object.hasOwn(when, operator)) throw operator === ';;' ? unexpected(operator) : notUnderstood(operator)
  if (!isEmpty(draft)) commands.push(draft)
  else if (operator !== '\n') throw unexpected(operator)
}

function addWord(draft: Draft, word: readonly Part[]): void {
  const [part] = word
  const plain = word.every((piece) => 'text' in piece && !piece.quoted)
  const text = plain ? word.map((piece) => ('text' in piece ? piece.text : '')).join('') : ''
  if (draft.words.length === 0) {
    if (plain && (reserved.includes(text) || builtins.includes(text))) throw notUnderstood(text)
    if (plain && text === '!' && !draft.negated) {
      draft.negated = true
      return
    }
  }
  if (part !== undefined && 'text' in part && !part.quoted && part.text === '~') throw notUnderstood('~')
  draft.words.push(word)
}

function redirect(draft: Draft, operator: string, target: Token | undefined): void {
  if (target === undefined || !('word' in target)) throw new ShellError('syntax error: unexpected redirection')
  const text = target.word.map((part) => ('text' in part ? part.text : `$${part.name}`)).join('')
  const [, descriptor = '', sign = ''] = /^(\d?)(.*)$/.exec(operator) ?? []
  const from = descriptor === '' ? 1 : Number(descriptor)
  if (sign === '<' && (descriptor === '' || from === 0) && text === '/dev/null') draft.noInput = true
  else if ((from === 1 || from === 2) && sign === '>&' && (text === '1' || text === '2')) {
    draft.redirections.push({ from, to: Number(text) as 1 | 2 })
  } else if ((from === 1 || from === 2) && (sign === '>' || sign === '>>') && devices.has(text)) {
    draft.redirections.push({ from, to: devices.get(text)! })
  } else throw notUnderstood(`${operator} ${text}`)
}

const devices = new Map<string, Redirection['to']>([
  ['/dev/null', 'nowhere'],
  ['/dev/stdout', 1],
  ['/dev/stderr', 2],
])

const unexpected = (operator: string): ShellError => new ShellError(`syntax error: unexpected "${operator}"`)
