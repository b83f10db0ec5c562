import { chunk, chunked, inner, last, upgrade } from './inner.js'

/** Headers, and what comes behind them. */
export type Framing = readonly [headers: readonly string[], behind: string]

const length = `Content-Length: ${inner.length}`

/** What nobody can tell the end of, with what is to be said of it. */
export const refused: Readonly<Record<400 | 501, Readonly<Record<string, Framing>>>> = {
  400: {
    'a length and chunks': [['Content-Length: 5', chunked], last + inner],
    'chunks and a length': [[chunked, 'Content-Length: 5'], last + inner],
    'a length and chunks, the length of all': [
      [`Content-Length: ${last.length + inner.length}`, chunked],
      last + inner,
    ],
    'two lengths': [['Content-Length: 0', length], inner],
    'the same length twice': [[length, length], inner],
    'two lengths in one': [[`${length}, ${inner.length}`], inner],
    'no length': [['Content-Length:'], inner],
    ...namedBy(['+2', '-1', '0x2', '1e1', '2 2', '18446744073709551618', '0,'], (value) => [
      `the length ${value}`,
      [[`Content-Length: ${value}`], `{}${inner}`],
    ]),
    'a space before the colon of a length': [[`Content-Length : ${inner.length}`], inner],
    'a space before the colon of chunks': [['Transfer-Encoding : chunked'], last + inner],
    ...namedBy(['chunked, identity', 'chunked, chunked', '', '\x0bchunked'], ofEncoding),
    'chunks, twice': [[chunked, chunked], last + inner],
    'an empty encoding and a length': [['Transfer-Encoding:', 'Content-Length: 2'], `{}${inner}`],
    'an encoding that is none and a length': [['Transfer-Encoding: identity', 'Content-Length: 2'], `{}${inner}`],
    'an encoding in two lines': [['Transfer-Encoding:', ' chunked'], last + inner],
    'a header in two lines': [['X-A: b', ' c', length], inner],
    'a line with LF alone': [[`X-A: b\n${length}`], inner],
    'a line with CR alone': [[`X-A: b\r${length}`], inner],
    'a NUL in a value': [['X-A: b\0', length], inner],
    'a NUL in a name': [['X-A\0: b', length], inner],
    'a line that begins with a space': [[` ${length}`], inner],
    'a line without a colon': [['X-A', length], inner],
    'two hosts': [['Host: e', length], inner],
    'two hosts and an upgrade': [['Host: e', ...upgrade, length], inner],
    'a length and chunks, and an upgrade': [['Content-Length: 5', chunked, ...upgrade], last + inner],
  },
  501: namedBy(['xchunked', 'identity', 'gzip, chunked', '"chunked"'], ofEncoding),
}

/** Bodies in chunks that go wrong. */
export const malformedChunks: Readonly<Record<string, string>> = {
  'an extension with LF': `2;a=b\n{}\r\n${last}${inner}`,
  'an extension with CR': `2;a=b\rc\r\n{}\r\n${last}${inner}`,
  'an extension of 20 KB': chunk.replace('\r\n', `;${'a'.repeat(20_000)}\r\n`) + last,
  'a size with LF': `2\n{}\r\n${last}${inner}`,
  ...Object.fromEntries(
    ['0x2', '-2', '10000000000000002', '2 ', 'zz', ''].map((size) => [
      `the size ${JSON.stringify(size)}`,
      `${size}\r\n{}\r\n${inner}`,
    ]),
  ),
  'no end': `2\r\n{}${last}${inner}`,
  'a length in the trailers': `2\r\n{}\r\n0\r\n${length}\r\n\r\n${inner}`,
}

/** What is in order, however much it looks like two requests. */
export const sound: Readonly<Record<string, Framing>> = {
  'a length': [[length], inner],
  chunks: [[chunked], chunk + last],
  'a chunk with an extension': [[chunked], chunk.replace('\r\n', ';a=b\r\n') + last],
  trailers: [[chunked], `${chunk}0\r\nX-Trailer: a\r\n\r\n`],
  'a connection that names the length': [['Connection: Content-Length', length], inner],
  'a connection that names the encoding': [['Connection: Transfer-Encoding', chunked], chunk + last],
  'a connection that names all there is': [
    ['Connection: Host, Content-Length, Transfer-Encoding', chunked],
    chunk + last,
  ],
  'an upgrade and chunks': [[...upgrade, chunked], chunk + last],
  'an upgrade and a length': [[...upgrade, length], inner],
  'an upgrade to HTTP/2': [['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk', length], inner], // prettier-ignore
  'another method by a header': [['X-HTTP-Method-Override: POST', length], inner],
  ...Object.fromEntries(
    [chunked, length].map((framing) => [
      `2,100 headers before ${framing.split(':')[0]}`,
      [
        [...Array.from({ length: 2100 }, (_, at) => `X${at}:`), framing],
        framing === chunked ? chunk + last : inner,
      ] as const,
    ]),
  ),
}

function ofEncoding(coding: string): readonly [string, Framing] {
  return [`the encoding ${JSON.stringify(coding)}`, [[`Transfer-Encoding: ${coding}`], last + inner]]
}

function namedBy(
  values: readonly string[],
  rowOf: (value: string) => readonly [string, Framing],
): Readonly<Record<string, Framing>> {
  return Object.fromEntries(values.map(rowOf))
}
