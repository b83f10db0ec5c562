import type * as unbashModule from 'unbash'
import type { ParsedScript, Word, WordPart } from 'unbash'
import type { ByteString } from '../../byte-string.js'

type Unbash = typeof unbashModule
let unbash: Unbash | undefined

/** Loads the parser, which nothing but a shell needs. */
export async function loadGrammar(): Promise<void> {
  unbash ??= await import('unbash')
}

/** The parser; `loadGrammar` comes first. */
export const grammar = (): Unbash => unbash!

export const parse = (text: ByteString): ParsedScript => grammar().parse(text)

/** A word by how it is written. */
export function parseWord(text: ByteString): Word | undefined {
  const command = parse(`: ${text}`).commands[0]?.command
  const word = command?.type === 'Command' ? command.suffix[0] : undefined
  return word?.type === 'Word' ? word : undefined
}

/** The parts of text that is as in double quotes, but that `"` is itself. */
export function parseTemplate(text: ByteString): readonly WordPart[] {
  const delimiter = endFor(text)
  const command = parse(`: <<${delimiter}\n${text}\n${delimiter}\n`).commands[0]?.command
  const document = command?.type === 'Command' ? command.suffix[0] : undefined
  if (document?.type !== 'HereDoc') return []
  const parts = document.body.parts
  return parts === undefined ? [] : withoutEnd(parts)
}

function endFor(text: ByteString): string {
  let delimiter = 'EOF'
  while (text.includes(delimiter)) delimiter += '_'
  return delimiter
}

/** Without the line end that was put behind the text. */
function withoutEnd(parts: readonly WordPart[]): readonly WordPart[] {
  const last = parts.at(-1)
  if (last?.type !== 'Literal' || !last.text.endsWith('\n')) return parts
  const text = last.text.slice(0, -1)
  return text === '' ? parts.slice(0, -1) : [...parts.slice(0, -1), { ...last, text, value: text }]
}
