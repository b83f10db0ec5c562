import type { ByteString } from '../byte-string.js'

/** The bytes that `%41` and such are. Undefined where two digits do not follow a `%`. */
export function percentDecoded(text: ByteString): ByteString | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
}

/** All but letters, digits and `-._~` as `%41`. */
export const percentEncoded = (text: ByteString): ByteString =>
  text.replace(/[^A-Za-z0-9\-._~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
