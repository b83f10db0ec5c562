import { fromText, type ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'

/** In the quotes of a UTF-8 locale, which Debian's wget has in images with `LANG`, and GNU's own elsewhere. */
export const inQuotes = (proc: Proc, text: ByteString): ByteString =>
  /utf-?8/i.test(proc.env.get('LC_ALL') ?? proc.env.get('LANG') ?? '')
    ? `${fromText('‘')}${text}${fromText('’')}`
    : `'${text}'`
