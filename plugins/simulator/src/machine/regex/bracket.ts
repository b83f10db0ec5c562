import { addAll, addOtherCase, addRange, classes, emptySet, inverted, type ByteSet } from './byte-set.js'
import { RegexError } from './node.js'

const unmatched = 'Unmatched [, [^, [:, [., or [='

/** Reads a bracket expression (XBD 9.3.5) behind its `[`; returns where it ends, behind its `]`. */
export function readBracket(
  source: string,
  from: number,
  { ignoreCase, notNewline }: { readonly ignoreCase: boolean; readonly notNewline: boolean },
): { readonly set: ByteSet; readonly end: number } {
  const set = emptySet()
  const negative = source[from] === '^'
  let at = negative ? from + 1 : from
  for (let first = true; first || source[at] !== ']'; first = false) {
    const item = readItem(source, at)
    at = item.end
    if (typeof item.value !== 'number') {
      addAll(set, item.value)
      continue
    }
    if (source[at] !== '-' || source[at + 1] === ']' || at + 1 >= source.length) {
      set[item.value] = 1
      continue
    }
    const last = readItem(source, at + 1)
    at = last.end
    if (typeof last.value !== 'number' || last.value < item.value) throw new RegexError('Invalid range end')
    addRange(set, item.value, last.value)
  }
  if (ignoreCase) addOtherCase(set)
  const whole = negative ? inverted(set) : set
  if (negative && notNewline) whole[10] = 0
  return { set: whole, end: at + 1 }
}

/** One character, or a class. */
function readItem(source: string, at: number): { readonly value: number | ByteSet; readonly end: number } {
  if (at >= source.length) throw new RegexError(unmatched)
  const kind = source[at + 1]
  if (source[at] !== '[' || (kind !== ':' && kind !== '.' && kind !== '=')) {
    return { value: source.charCodeAt(at), end: at + 1 }
  }
  const close = source.indexOf(`${kind}]`, at + 2)
  if (close < 0) throw new RegexError(unmatched)
  const name = source.slice(at + 2, close)
  const end = close + 2
  if (kind !== ':') {
    if (name.length !== 1) throw new RegexError('Invalid collation character')
    return { value: name.charCodeAt(0), end }
  }
  const found = classes.get(name)
  if (found === undefined) throw new RegexError('Invalid character class name')
  return { value: found, end }
}
