import type { ByteString } from '../../byte-string.js'
import { unescape } from '../../programs/text/escapes.js'

/** As `$'..'`. */
export const unescapeQuoted = (text: ByteString): ByteString =>
  unescape(text, { octal: 'plain', stops: false, unicode: true, more: `"'?`, capital: true, control: true }).text
