import { isExpanded, fieldMark, type Marked } from './marks.js'

/** Splits what came out of expansions at the bytes of IFS (POSIX, XCU 2.6.5). */
export function splitFields(marked: Marked, ifs: string): Marked[] {
  const fields: Marked[] = []
  for (const part of marked.split(fieldMark)) splitPart(part, ifs, fields)
  return fields
}

function splitPart(part: Marked, ifs: string, fields: Marked[]): void {
  if (ifs === '' || !/[\u0200-\u03ff]/.test(part)) {
    if (part !== '') fields.push(part)
    return
  }
  let field = ''
  let begun = false
  // Whether white space has ended a field, so that a separator next to it ends no other one.
  let spaced = false
  for (let at = 0; at < part.length; at++) {
    const unit = part.charCodeAt(at)
    const char = String.fromCharCode(unit & 0xff)
    if (unit >= 0x400 || !isExpanded(unit) || !ifs.includes(char)) {
      field += part[at]
      begun = true
      spaced = false
      continue
    }
    const isSpace = char === ' ' || char === '\t' || char === '\n'
    if (begun) fields.push(field)
    else if (!isSpace && !spaced) fields.push(quotedNothing)
    spaced = isSpace && (begun || spaced)
    begun = false
    field = ''
  }
  if (begun) fields.push(field)
}

const quotedNothing: Marked = '\u0400'
