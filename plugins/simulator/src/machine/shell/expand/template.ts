import type { WordPart } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { parseTemplate } from '../syntax/grammar.js'
import { inDocument } from './context.js'

/** How many of the texts that were parsed last are known. */
const most = 500
const known = new Map<ByteString, readonly WordPart[]>()

/** Expands text as in a here-document. */
export async function expandTemplate(shell: Shell, text: ByteString): Promise<ByteString> {
  if (!/[$`\\]/.test(text)) return text
  let parts = known.get(text)
  if (parts === undefined) {
    parts = parseTemplate(text)
    if (known.size >= most) known.clear()
    if (text.length < 1000) known.set(text, parts)
  }
  return shell.interpreter.expandParts(shell, parts, inDocument)
}
