import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { readOptions, type OptionSpec, type Words } from '../../options.js'

const gnu: OptionSpec = {
  short: 'EFGPe:f:ivcnlLqowxrRHhm:A:B:C:szabUZy0123456789I',
  long: {
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'basic-regexp': 'G',
    'perl-regexp': 'P',
    'regexp:': 'e',
    'file:': 'f',
    'ignore-case': 'i',
    'no-ignore-case': '+i',
    'invert-match': 'v',
    count: 'c',
    'line-number': 'n',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    quiet: 'q',
    silent: 'q',
    'only-matching': 'o',
    'word-regexp': 'w',
    'line-regexp': 'x',
    recursive: 'r',
    'dereference-recursive': 'R',
    'with-filename': 'H',
    'no-filename': 'h',
    'max-count:': 'm',
    'after-context:': 'A',
    'before-context:': 'B',
    'context:': 'C',
    'no-messages': 's',
    'null-data': 'z',
    text: 'a',
    'byte-offset': 'b',
    null: 'Z',
    'color::': '+color',
    'colour::': '+color',
    'line-buffered': '+line-buffered',
    'include:': '+include',
    'exclude:': '+exclude',
    'exclude-dir:': '+exclude-dir',
    'binary-files:': '+binary-files',
    'label:': '+label',
    'group-separator:': '+separator',
    'no-group-separator': '+no-separator',
  },
}
const busybox: OptionSpec = { short: 'lnqvscFiHhe:f:Lorm:wxA:B:C:EzR', long: { 'color::': '+color' } }

export type Dialect = 'basic' | 'extended' | 'fixed' | 'perl'

/** What grep was asked for. */
export interface GrepOptions {
  readonly dialect: Dialect
  /** Undefined where there are none. */
  readonly patterns: readonly ByteString[] | undefined
  readonly patternFiles: readonly ByteString[]
  readonly ignoreCase: boolean
  readonly inverted: boolean
  readonly words: boolean
  readonly wholeLines: boolean
  readonly mode: 'lines' | 'count' | 'names' | 'names-without' | 'quiet'
  readonly numbered: boolean
  readonly offsets: boolean
  readonly onlyMatching: boolean
  readonly recursive: boolean
  /** Undefined where it depends on how many files there are. */
  readonly named: boolean | undefined
  readonly most: number
  readonly before: number
  readonly after: number
  readonly silent: boolean
  readonly separator: string
  readonly text: boolean
  readonly colored: boolean
  readonly groupSeparator: string | undefined
  readonly nullNames: boolean
  readonly label: ByteString
  readonly include: readonly ByteString[]
  readonly exclude: readonly ByteString[]
  readonly excludeFolders: readonly ByteString[]
  readonly operands: readonly ByteString[]
}

/** A string is what is wrong; undefined after it has been said. */
export function readGrepOptions(proc: Proc, dialect: Dialect): GrepOptions | string | undefined {
  const words = readOptions(proc, proc.flavor === 'gnu' ? gnu : busybox)
  if (words === undefined) return undefined
  const all = (name: string): ByteString[] => words.options.flatMap(([given, value]) => (given === name ? value : []))
  const context = contextOf(words)
  if (typeof context === 'string') return context
  const most = words.has('m') ? countOf(words.last('m')!) : Infinity
  if (most === undefined) {
    return proc.flavor === 'gnu' ? 'invalid max count' : `invalid number '${words.last('m')!}'`
  }
  const { given, operands } = patternsOf(words, all('e'))
  return {
    dialect: lastOf(words, { E: 'extended', F: 'fixed', G: 'basic', P: 'perl' } as const) ?? dialect,
    patterns: given,
    patternFiles: all('f'),
    ignoreCase: lastOf(words, { i: true, y: true, '+i': false } as const) ?? false,
    inverted: words.has('v'),
    words: words.has('w'),
    wholeLines: words.has('x'),
    mode: modeOf(words),
    numbered: words.has('n'),
    offsets: words.has('b'),
    onlyMatching: words.has('o'),
    recursive: words.has('r') || words.has('R'),
    named: lastOf(words, { H: true, h: false } as const),
    most,
    ...context,
    silent: words.has('s'),
    separator: words.has('z') ? '\0' : '\n',
    text: words.has('a') || words.last('+binary-files') === 'text' || proc.flavor === 'busybox',
    colored: proc.flavor === 'gnu' && isColored(proc, words.last('+color')),
    groupSeparator:
      words.has('+no-separator') || !isSeparated(proc, words) ? undefined : (words.last('+separator') ?? '--'),
    nullNames: words.has('Z'),
    label: words.last('+label') ?? '(standard input)',
    include: all('+include'),
    exclude: all('+exclude'),
    excludeFolders: all('+exclude-dir'),
    operands,
  }
}

/** GNU separates lines that were asked for with none around them, too. */
const isSeparated = (proc: Proc, words: Words): boolean =>
  proc.flavor === 'gnu'
    ? words.options.some(([name]) => /^[ABC\d]$/.test(name))
    : words.options.some(([name, value]) => /^[ABC]$/.test(name) && value !== '0')

function patternsOf(
  words: Words,
  named: readonly ByteString[],
): { readonly given: readonly ByteString[] | undefined; readonly operands: readonly ByteString[] } {
  if (named.length > 0 || words.has('f')) return { given: named.flatMap(splitLines), operands: words.operands }
  const [first, ...rest] = words.operands
  return { given: first === undefined ? undefined : splitLines(first), operands: rest }
}

const splitLines = (pattern: ByteString): ByteString[] => pattern.split('\n')

function modeOf(words: Words): GrepOptions['mode'] {
  if (words.has('q')) return 'quiet'
  if (words.has('l') || words.has('L')) return words.has('l') ? 'names' : 'names-without'
  return words.has('c') ? 'count' : 'lines'
}

function lastOf<T>(words: Words, values: Readonly<Record<string, T>>): T | undefined {
  const found = words.options.findLast(([name]) => name in values)
  return found === undefined ? undefined : values[found[0]]
}

const countOf = (text: string): number | undefined => {
  if (!/^-?\d+$/.test(text)) return undefined
  return Number(text) < 0 ? Infinity : Number(text)
}

function contextOf(words: Words): { readonly before: number; readonly after: number } | string {
  let [before, after] = [-1, -1]
  let both = -1
  let digits = ''
  for (const [name, value] of words.options) {
    if (/^\d$/.test(name)) {
      digits += name
      both = Number(digits)
    }
    if (!'ABC'.includes(name) || name === '') continue
    if (!/^\d+$/.test(value)) return `${value}: invalid context length argument`
    if (name === 'A') after = Number(value)
    else if (name === 'B') before = Number(value)
    else both = Number(value)
  }
  return { before: before < 0 ? Math.max(both, 0) : before, after: after < 0 ? Math.max(both, 0) : after }
}

const isColored = (proc: Proc, when: ByteString | undefined): boolean =>
  when === 'always' || (when !== undefined && (when === '' || when === 'auto') && proc.isTerminal(1))
