import type { ByteString } from '../../../byte-string.js'
import type { Flavor } from '../../../kernel/proc.js'
import { Regex, type Turns } from '../../../regex/regex.js'
import { regexSource } from './regex-source.js'
import { wait, type Waiting } from './waiting.js'

const mostKept = 200

/** The regular expressions of a program, by what they are written as. */
export class Regexes {
  readonly #known = new Map<ByteString, Regex>()
  readonly #flavor: Flavor

  constructor(flavor: Flavor) {
    this.#flavor = flavor
  }

  /** Throws `RegexError`. */
  get(source: ByteString): Regex {
    const known = this.#known.get(source)
    if (known !== undefined) return known
    const regex = new Regex(regexSource(source, this.#flavor), { extended: true, lenient: true })
    if (this.#known.size >= mostKept) this.#known.clear()
    this.#known.set(source, regex)
    return regex
  }
}

/** Cuts a text at a separator, as fields are: a blank means at all white space, one character itself. */
export function* splitText(
  text: ByteString,
  separator: ByteString,
  { regexes, turns, newlines }: { readonly regexes: Regexes; readonly turns: Turns; readonly newlines: boolean },
): Waiting<ByteString[]> {
  if (separator === ' ') return text.match(/[^ \t\n]+/g) ?? []
  if (text === '') return []
  if (separator === '') return [...text]
  if (separator.length === 1 && separator !== '\\' && !newlines) return text.split(separator)
  const written = separator.length === 1 ? `[${separator}]`.replace('[^]', '\\^').replace('[\\]', '\\\\') : separator
  const regex = regexes.get(newlines ? `(${written})|\n` : written)
  const parts: ByteString[] = []
  let begin = 0
  for (let from = 0; from < text.length;) {
    const match = yield* wait(regex.exec(text, turns, { from, groups: false }))
    if (match === undefined) break
    if (match.end === match.start) {
      from = match.end + 1
      continue
    }
    parts.push(text.slice(begin, match.start))
    begin = from = match.end
  }
  parts.push(text.slice(begin))
  return parts
}
