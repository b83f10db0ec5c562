import type { ByteString } from '../../byte-string.js'

/** How many words one may become: far more than fit a command line. */
const most = 100_000

/** The words that a word becomes by brace expansion, as it is written (bash(1), Brace Expansion). */
export function expandBraces(text: ByteString): readonly ByteString[] {
  const group = findGroup(text)
  if (group === undefined) return [text]
  const { open, close, commas } = group
  const before = text.slice(0, open)
  const inner = text.slice(open + 1, close)
  const after = expandBraces(text.slice(close + 1))
  const middle = commas.length === 0 ? sequence(inner) : pieces(text, open, close, commas).flatMap(expandBraces)
  if (middle === undefined) return after.map((rest) => `${text.slice(0, close + 1)}${rest}`)
  if (middle.length * after.length > most) return [text]
  return middle.flatMap((part) => after.map((rest) => before + part + rest))
}

interface Group {
  readonly open: number
  readonly close: number
  readonly commas: readonly number[]
}

function pieces(text: ByteString, open: number, close: number, commas: readonly number[]): ByteString[] {
  const ends = [...commas, close]
  return ends.map((end, at) => text.slice(at === 0 ? open + 1 : ends[at - 1]! + 1, end))
}

/** The first group that is closed and has a comma or is a sequence. */
function findGroup(text: ByteString): Group | undefined {
  for (let open = nextOpen(text, 0); open !== undefined; open = nextOpen(text, open + 1)) {
    const group = closeOf(text, open)
    if (group === undefined) continue
    const isSequence = sequence(text.slice(open + 1, group.close)) !== undefined
    if (group.commas.length > 0 || isSequence) return group
  }
  return undefined
}

function nextOpen(text: ByteString, from: number): number | undefined {
  for (let at = from; at < text.length; at = skip(text, at)) if (text[at] === '{') return at
  return undefined
}

function closeOf(text: ByteString, open: number): Group | undefined {
  const commas: number[] = []
  let depth = 0
  for (let at = open; at < text.length; at = skip(text, at)) {
    const char = text[at]
    if (char === '{') depth++
    else if (char === ',' && depth === 1) commas.push(at)
    else if (char === '}' && --depth === 0) return { open, close: at, commas }
  }
  return undefined
}

/** The place behind one byte, or behind what is quoted or expanded there. */
function skip(text: ByteString, at: number): number {
  const char = text[at]
  if (char === '\\') return at + 2
  if (char === "'" || char === '`') return endOf(text, at, char)
  if (char === '"') return endOf(text, at, '"')
  if (char === '$' && text[at + 1] === '{') return balanced(text, at + 1, '{', '}')
  if (char === '$' && text[at + 1] === '(') return balanced(text, at + 1, '(', ')')
  return at + 1
}

function endOf(text: ByteString, at: number, closer: string): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\' && closer !== "'") end++
    else if (text[end] === closer) return end + 1
  }
  return text.length
}

function balanced(text: ByteString, at: number, opener: string, closer: string): number {
  let depth = 0
  for (let end = at; end < text.length; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === opener) depth++
    else if (text[end] === closer && --depth === 0) return end + 1
  }
  return text.length
}

const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/
const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/

function sequence(inner: ByteString): readonly ByteString[] | undefined {
  const numeric = numbers.exec(inner)
  if (numeric !== null) {
    const [, first = '', last = '', step] = numeric
    const isPadded = [first, last].some((written) => /^-?0\d/.test(written))
    const width = isPadded ? Math.max(first.length, last.length) : 0
    return range(Number(first), Number(last), step)?.map((value) => padded(value, width))
  }
  const [, first = '', last = '', step] = letters.exec(inner) ?? []
  if (first === '') return undefined
  return range(first.charCodeAt(0), last.charCodeAt(0), step)?.map((code) => letter(code))
}

// A backslash among them is no quote.
const letter = (code: number): ByteString => (code === 92 ? '' : String.fromCharCode(code))

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value))
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0')
}

function range(first: number, last: number, step: string | undefined): number[] | undefined {
  const by = Math.abs(Number(step ?? 1)) || 1
  const count = Math.floor(Math.abs(last - first) / by) + 1
  if (!Number.isSafeInteger(count) || count > most) return undefined
  return Array.from({ length: count }, (_, at) => first + (last < first ? -at : at) * by)
}
