import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { attributesOf } from '../state/attributes.js'
import { unescapeQuoted } from '../words/escapes.js'
import { bashQuoted } from '../words/quoting.js'

/** `${name@X}` of bash. */
export function transform(
  shell: Shell,
  { name, text }: { readonly name: ByteString; readonly text: ByteString },
  operator: string,
): ByteString {
  const first = text.slice(0, 1)
  switch (operator) {
    case 'Q':
      return bashQuoted(text, true)
    case 'E':
      return unescapeQuoted(text)
    case 'U':
      return upper(text)
    case 'u':
      return upper(first) + text.slice(1)
    case 'L':
      return text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
    case 'a':
      return attributesOf(shell.variables.find(name))
    case 'A': {
      const attributes = attributesOf(shell.variables.find(name))
      const declare = attributes === '' ? '' : `declare -${attributes} `
      return `${declare}${name}=${bashQuoted(text, true)}`
    }
    case 'K':
    case 'k':
      return bashQuoted(text, true)
    default:
      return text
  }
}

const upper = (text: ByteString): ByteString => text.replace(/[a-z]+/g, (run) => run.toUpperCase())
