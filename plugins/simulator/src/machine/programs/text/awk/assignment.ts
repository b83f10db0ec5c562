import type { ByteString } from '../../../byte-string.js'
import { escapeAt } from '../escapes.js'
import type { Runtime } from './runtime.js'
import { Read } from './values.js'

/** Sets a variable by `name=value`, with the escapes of a string; false for what is no assignment. */
export function assign(globals: Runtime['globals'], text: ByteString): boolean {
  const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(text)
  if (found === null) return false
  globals.set(found[1]!, new Read(unescaped(found[2]!)))
  return true
}

/** A text with the escapes of a string. */
export function unescaped(text: ByteString): ByteString {
  return text.replace(/\\[^]/g, (_, at: number) => {
    const { value, length } = escapeAt(text, at, { octal: 'plain', stops: false, more: '"' })
    return length === 2 ? value : `\\${text[at + 1]}`
  })
}
