import type { ByteString } from '../../../byte-string.js'

/** One directive of a configuration: `name args…;` or `name args… { … }`. */
export interface Directive {
  readonly name: string
  readonly args: readonly ByteString[]
  /** Of a block. */
  readonly block?: readonly Directive[]
  readonly file: string
  readonly line: number
}

/** That a configuration is none; the message is nginx' own, with the place at its end. */
export class ConfigError extends Error {
  constructor(message: string, where?: { readonly file: string; readonly line: number }) {
    super(where === undefined ? message : `${message} in ${where.file}:${where.line}`)
  }
}

interface Token {
  readonly text: ByteString
  /** Whether it is a word, though it may be written as `;`. */
  readonly isWord: boolean
  readonly line: number
}

const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unescaped = (word: ByteString): ByteString =>
  word.replace(/\\(["'\\ nrt])/g, (_, char: string) => controls[char] ?? char)

/** Words, and `;`, `{`, `}` of a text (ngx_conf_read_token). */
function tokensOf(text: ByteString): readonly Token[] {
  const pattern =
    /(\n)|[ \t\r]+|#[^\n]*|([;{}])|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|((?:\\[^]|\$\{[^}]*\}|[^\s;{}\\])+)/g
  const tokens: Token[] = []
  let line = 1
  for (const [all, newline, mark, double, single, word] of text.matchAll(pattern)) {
    const written = double ?? single ?? word
    if (mark !== undefined) tokens.push({ text: mark, isWord: false, line })
    else if (written !== undefined) tokens.push({ text: unescaped(written), isWord: true, line })
    line += newline === undefined ? all.split('\n').length - 1 : 1
  }
  return [...tokens, { text: '', isWord: false, line }]
}

/** Reads a file for `include`: the paths that a pattern means, and the text of each. Throws `ConfigError`. */
export interface Sources {
  matching(pattern: ByteString): readonly ByteString[]
  read(path: ByteString): ByteString
}

const deepest = 32

/** The directives of a text, with those of the files that it includes. Throws `ConfigError`. */
export function parse(text: ByteString, file: string, sources: Sources, depth = 0): readonly Directive[] {
  if (depth > deepest) throw new ConfigError('too many levels of include')
  const tokens = tokensOf(text)
  let at = 0
  const block = (isOuter: boolean): Directive[] => {
    const directives: Directive[] = []
    for (;;) {
      const words: Token[] = []
      for (; tokens[at]!.isWord; at++) words.push(tokens[at]!)
      const { text: mark, line } = tokens[at++]!
      const where = { file, line }
      const [first, ...args] = words
      if (mark === '') {
        if (first !== undefined) throw new ConfigError('unexpected end of file, expecting ";" or "}"', where)
        if (!isOuter) throw new ConfigError('unexpected end of file, expecting "}"', where)
        return directives
      }
      if (mark === '}') {
        if (first !== undefined || isOuter) throw new ConfigError('unexpected "}"', where)
        return directives
      }
      if (first === undefined) throw new ConfigError(`unexpected "${mark}"`, where)
      const own = { name: first.text, args: args.map(({ text }) => text), ...where }
      if (mark === '{') directives.push({ ...own, block: block(false) })
      else if (own.name === 'include') directives.push(...included(own, sources, depth))
      else directives.push(own)
    }
  }
  return block(true)
}

function included({ args, file, line }: Directive, sources: Sources, depth: number): readonly Directive[] {
  const [pattern = ''] = args
  if (args.length !== 1) throw new ConfigError('invalid number of arguments in "include" directive', { file, line })
  return sources.matching(pattern).flatMap((path) => {
    let text: ByteString
    try {
      text = sources.read(path)
    } catch (thrown) {
      if (thrown instanceof ConfigError) throw new ConfigError(thrown.message, { file, line })
      throw thrown
    }
    return parse(text, path, sources, depth + 1)
  })
}
