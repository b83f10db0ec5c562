/**
 * Text as the programs of a container have it: each UTF-16 unit is one byte, 0 to 255. So nothing is lost that is no
 * UTF-8, and lengths are those of the C locale, which containers have.
 */
export type ByteString = string

/** What came from outside (an argument, a path of the API), as its UTF-8. */
export const fromText = (text: string): ByteString =>
  isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')

/** What goes outside, as a client shows it. */
export const toText = (text: ByteString): string =>
  isAscii(text) ? text : Buffer.from(text, 'latin1').toString('utf8')

export const fromBytes = (bytes: Uint8Array): ByteString =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

export const toBytes = (text: ByteString): Uint8Array => Buffer.from(text, 'latin1')

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)
