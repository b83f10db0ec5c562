import type { ByteString } from '../../../byte-string.js'

/** What a server has answered. */
export type Answer =
  | ByteString
  | number
  | null
  | { readonly status: string }
  | { readonly error: string }
  | { readonly list: readonly Answer[] }
  | { readonly map: readonly (readonly [Answer, Answer])[] }

/** As `redis-cli` writes it to what is no terminal, without the last end of line. */
export function raw(answer: Answer): ByteString {
  if (answer === null) return ''
  if (typeof answer !== 'object') return String(answer)
  if ('status' in answer) return answer.status
  // An error has a line of its own, and an empty one behind it.
  if ('error' in answer) return `${answer.error}\n`
  if ('list' in answer) return answer.list.map(raw).join('\n')
  return answer.map.map(([name, value]) => `${raw(name)} ${raw(value)}`).join('\n')
}

const named: Readonly<Record<string, string>> = {
  '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b', '"': '\\"', '\\': '\\\\',
} // prettier-ignore

const quoted = (text: ByteString): string =>
  `"${text.replace(/[^ !#-[\]-~]/g, (char) => named[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`

/** As `redis-cli` writes it to a terminal, what is within a list behind `prefix`. */
export function formatted(answer: Answer, prefix = ''): ByteString {
  if (answer === null) return '(nil)\n'
  if (typeof answer === 'number') return `(integer) ${answer}\n`
  if (typeof answer === 'string') return `${quoted(answer)}\n`
  if ('status' in answer) return `${answer.status}\n`
  if ('error' in answer) return `(error) ${answer.error}\n`
  if ('map' in answer) {
    return numbered(
      answer.map,
      '#',
      prefix,
      '(empty hash)',
      ([name, value], within) => `${formatted(name, within).trimEnd()} => ${formatted(value, within)}`,
    )
  }
  return numbered(answer.list, ')', prefix, '(empty array)', formatted)
}

function numbered<T>(
  items: readonly T[],
  mark: string,
  prefix: string,
  none: string,
  show: (item: T, prefix: string) => string,
): string {
  if (items.length === 0) return `${none}\n`
  const width = String(items.length).length
  const within = `${prefix}${' '.repeat(width + 2)}`
  return items
    .map((item, at) => `${at === 0 ? '' : prefix}${String(at + 1).padStart(width)}${mark} ${show(item, within)}`)
    .join('')
}
