import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { Words } from '../../options.js'
import type { Usage } from '../../shared/words.js'

export type Layout = 'single' | 'long' | 'down' | 'across' | 'commas'
export type SortKey = 'name' | 'size' | 'time' | 'extension' | 'version' | 'none'

/** What `ls` was asked for. */
export interface Settings {
  readonly hidden: 'none' | 'almost' | 'all'
  readonly layout: Layout
  readonly sort: SortKey
  readonly time: 'modified' | 'accessed' | 'changed'
  /** A name, or a format behind a `+`. */
  readonly timeStyle: string
  /** What is left out fits one of these. */
  readonly ignored: readonly ByteString[]
  readonly isReversed: boolean
  readonly directoriesFirst: boolean
  readonly asItself: boolean
  readonly recurse: boolean
  readonly follow: boolean
  readonly followOperands: boolean
  readonly inodes: boolean
  readonly blocks: boolean
  readonly numeric: boolean
  readonly human: boolean
  /** What human sizes are powers of. */
  readonly base: 1000 | 1024
  readonly noOwner: boolean
  readonly noGroup: boolean
  readonly indicators: 'none' | 'slash' | 'most' | 'all'
  readonly quote: 'none' | 'shell' | 'c'
  /** Whether a name without quotes has a space in front, since others have them. */
  readonly alignQuotes: boolean
  readonly colors: boolean
  readonly width: number
}

const long = {
  all: 'a',
  'almost-all': 'A',
  directory: 'd',
  classify: 'F',
  'no-group': 'G',
  'human-readable': 'h',
  inode: 'i',
  'numeric-uid-gid': 'n',
  'quote-name': 'Q',
  reverse: 'r',
  recursive: 'R',
  size: 's',
  dereference: 'L',
  literal: 'N',
  'width:': 'w',
  'color::': 'color',
  'full-time': 'full-time',
  'group-directories-first': 'dirs-first',
  'time:': 'time',
  'sort:': 'sort',
  'format:': 'format',
  'time-style:': 'time-style',
  'file-type': 'file-type',
  si: 'si',
  'ignore:': 'I',
  'hide:': 'hide',
  'quoting-style:': 'quoting-style',
} as const

const own = {
  busybox: { short: '1AaCxdLHRFplinshrSXvctuw:QkTZg', long: { 'full-time': 'full-time', 'group-directories-first': 'dirs-first', 'color::': 'color' } },
  gnu: { short: 'aAbBcCdDfFgGhHiI:klLmnNopqQrRsStT:uUvw:xXZ1', long },
} as const // prettier-ignore

export const usageOf = ({ flavor }: Proc): Usage => ({
  ...own[flavor],
  usage: '[-1AaCxdLHRFplinshrSXvctu] [FILE]...',
  wrong: { gnu: 2 },
})

const words: Readonly<Record<string, SortKey>> = {
  size: 'size',
  time: 'time',
  extension: 'extension',
  version: 'version',
}

/** Reads the options: of those that exclude each other the last one counts. */
export function settingsOf(proc: Proc, options: Words): Settings {
  const has = (name: string): boolean => options.has(name)
  const gnu = proc.flavor === 'gnu'
  const isTerminal = proc.isTerminal(1)
  const layout = layoutOf(options, isTerminal)
  const time =
    has('u') || options.last('time')?.startsWith('a') === true ? 'accessed' : has('c') ? 'changed' : 'modified'
  const indicators = has('F') ? 'all' : has('file-type') ? 'most' : has('p') ? 'slash' : 'none'
  return {
    hidden: hiddenOf(options),
    layout,
    sort: sortOf(options, layout, time),
    time,
    timeStyle: timeStyleOf(options),
    ignored: options.options.flatMap(([name, argument]) =>
      (name === 'I' && gnu) || (name === 'hide' && hiddenOf(options) === 'none') ? argument : [],
    ),
    isReversed: has('r'),
    directoriesFirst: has('dirs-first'),
    asItself: has('d'),
    recurse: has('R') && !has('d'),
    follow: has('L'),
    followOperands: has('H') || followsOperands(proc, options, layout),
    inodes: has('i'),
    blocks: has('s'),
    numeric: has('n'),
    human: has('h') || has('si'),
    base: has('si') ? 1000 : 1024,
    noOwner: has('g'),
    noGroup: has('o') || (gnu && has('G')),
    indicators,
    quote: quoteOf(proc, options),
    alignQuotes: false,
    colors: colorsOf(proc, options.has('color') ? options.last('color') : undefined),
    width: Number(options.last('w') ?? 0) || (proc.terminalSize()?.columns ?? 0) || 80,
  }
}

function layoutOf(options: Words, isTerminal: boolean): Layout {
  let layout: Layout = isTerminal ? 'down' : 'single'
  for (const [name, argument] of options.options) {
    if ('lngo'.includes(name) || name === 'full-time' || argument === 'long') layout = 'long'
    else if (name === 'C') layout = 'down'
    else if (name === 'x') layout = 'across'
    else if (name === 'm') layout = 'commas'
    else if (name === '1' && layout !== 'long') layout = 'single'
  }
  return layout
}

function hiddenOf(options: Words): Settings['hidden'] {
  const last = options.options.findLast(([name]) => 'aAf'.includes(name))?.[0]
  return last === undefined ? 'none' : last === 'A' ? 'almost' : 'all'
}

const keys: Readonly<Record<string, SortKey>> = {
  S: 'size',
  t: 'time',
  X: 'extension',
  v: 'version',
  U: 'none',
  f: 'none',
}

function sortOf(options: Words, layout: Layout, time: Settings['time']): SortKey {
  const [name, argument = ''] = options.options.findLast(([name]) => keys[name] !== undefined || name === 'sort') ?? []
  if (name === 'sort') return words[argument] ?? 'none'
  if (name !== undefined) return keys[name]!
  return time !== 'modified' && layout !== 'long' ? 'time' : 'name'
}

function timeStyleOf(options: Words): string {
  const style = options.last('time-style')
  if (options.has('full-time') || style === 'full-iso') return 'full'
  return style ?? 'short'
}

function quoteOf(proc: Proc, options: Words): Settings['quote'] {
  const style = options.last('quoting-style')
  if (options.has('Q') || style === 'c') return 'c'
  if (style !== undefined) return style.startsWith('shell') ? 'shell' : 'none'
  return proc.flavor === 'gnu' && proc.isTerminal(1) && !options.has('N') ? 'shell' : 'none'
}

/** A symlink that is named is followed, unless something is asked for that is its own. */
function followsOperands({ flavor }: Proc, options: Words, layout: Layout): boolean {
  if (layout === 'long' || options.has('F') || options.has('d')) return false
  return flavor === 'gnu' || !(options.has('i') || options.has('s'))
}

/** busybox shows colors on a terminal unless told otherwise, GNU's `ls` only where it is told to and knows which. */
function colorsOf(proc: Proc, when: string | undefined): boolean {
  const term = proc.env.get('TERM') ?? ''
  const isTerminal = proc.isTerminal(1) && term !== '' && term !== 'dumb'
  if (when === undefined) return proc.flavor === 'busybox' && isTerminal
  const isKnown = ['LS_COLORS', 'COLORTERM'].some((name) => proc.env.has(name)) || (term !== '' && term !== 'dumb')
  const isAsked = when === '' || 'always'.startsWith(when) || (when.startsWith('au') && isTerminal)
  return isAsked && (proc.flavor === 'busybox' || isKnown)
}
