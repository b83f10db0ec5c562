import type { ByteString } from '../../byte-string.js'
import { expanded, quote, quotedBit, strip, type Marked } from '../words/marks.js'
import type { Context } from './context.js'

/** Text as it is written in a script, without expansions. */
export function literal(text: ByteString, context: Context): Marked {
  if (context.isQuoted) {
    const shown = withoutBackslashes(text, context.isDocument === true)
    return context.isText === true ? shown : quote(shown)
  }
  if (context.isText === true) return text.includes('\\') ? strip(withMarks(text)) : text
  const marked = text.includes('\\') ? withMarks(text) : text
  return context.isOperand === true ? asExpanded(marked) : marked
}

/** In double quotes a backslash quotes few bytes alone (POSIX, XCU 2.2.3). */
function withoutBackslashes(text: ByteString, isDocument: boolean): ByteString {
  if (!text.includes('\\')) return text
  return text.replace(isDocument ? /\\([$`\\]|\n)/g : /\\([$`"\\]|\n)/g, (_, char: string) =>
    char === '\n' ? '' : char,
  )
}

function withMarks(text: ByteString): Marked {
  let marked = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char !== '\\' || at + 1 === text.length) marked += char
    else if (text[++at] !== '\n') marked += String.fromCharCode(text.charCodeAt(at) | quotedBit)
  }
  return marked
}

const asExpanded = (marked: Marked): Marked => marked.replace(/[\0-\xff]+/g, (run) => expanded(run))
