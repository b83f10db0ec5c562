import fc from 'fast-check'

/** A request whose headers say in one way or another how long it is, with another request in its body. */
export interface FramedRequest {
  readonly line: readonly [method: string, path: string]
  readonly version: '1.0' | '1.1'
  /** A value that is one of `lengths` stands for that length. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly layout: keyof typeof layouts
}

/** A request as bytes, and what may become of it. */
export interface Rendered {
  readonly text: string
  /** The query of the request in the body. */
  readonly hidden: string
  /**
   * How many requests may run behind it, by the letter of RFC 9112: undefined where the request itself is to be refused,
   * and nothing behind it can be trusted.
   */
  readonly allowed: number | undefined
}

// How a body lies behind the head.
const layouts = {
  plain: (hidden: string) => hidden,
  chunk: (hidden: string) => `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
  extended: (hidden: string) => `${hidden.length.toString(16)};a=b\r\n${hidden}\r\n0\r\nX-Trailer: 1\r\n\r\n`,
  behindLastChunk: (hidden: string) => `0\r\n\r\n${hidden}`,
  wrongChunk: (hidden: string) => `zz\r\n${hidden}\r\n0\r\n\r\n`,
  unfinished: (hidden: string) => `ffff\r\n${hidden}`,
}

const lengths: Readonly<Record<string, (body: string, hidden: string) => number>> = {
  '<all>': (body) => body.length,
  '<less>': (body, hidden) => body.length - hidden.length,
  '<more>': (body) => body.length + 10,
}

const lines: readonly FramedRequest['line'][] = [
  ['POST', '/images/load'],
  ['PUT', '/containers/x/archive'],
  ['POST', '/containers/create'],
  ['POST', '/containers/x/start'],
  ['POST', '/containers/x/attach'],
  ['DELETE', '/containers/x'],
  ['GET', '/containers/json'],
  ['HEAD', '/_ping'],
  ['OPTIONS', '/containers/x'],
]

const contentLengths = [
  ...Object.keys(lengths),
  '0',
  '5',
  '+5',
  '-1',
  '5, 5',
  '',
  '0x5',
  '1e1',
  ' 7',
  '007',
  '9'.repeat(30),
]
const encodings = [
  'chunked',
  'Chunked',
  'chunked, chunked',
  'gzip, chunked',
  'chunked, gzip',
  'identity',
  'xchunked',
  '',
  'chunked;q=1',
]
const connections = [
  'keep-alive',
  'close',
  'Content-Length',
  'Transfer-Encoding, Host',
  'Upgrade',
  'Upgrade, Content-Length',
]

const oddFields: FramedRequest['headers'] = [
  ['Expect', 'bogus'],
  ['X', '1\r\n folded'],
  ['X\0', '1'],
]

const field = (values: readonly string[], ...names: readonly string[]) =>
  fc.tuple(fc.constantFrom(...names), fc.constantFrom(...values))
/** Mostly none, or the one that is given; else whatever is drawn. */
const mostly = (usual: FramedRequest['headers'][number], any: fc.Arbitrary<FramedRequest['headers']>) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<FramedRequest['headers']>([]) },
    { weight: 3, arbitrary: fc.constant([usual]) },
    { weight: 2, arbitrary: any },
  )
const some = <T>(one: fc.Arbitrary<T>, most = 1) => fc.array(one, { maxLength: most })

const headers = fc
  .tuple(
    mostly(
      ['Content-Length', '<all>'],
      some(field(contentLengths, 'Content-Length', 'content-length', 'Content-Length ', 'Content_Length'), 2),
    ),
    mostly(
      ['Transfer-Encoding', 'chunked'],
      some(field(encodings, 'Transfer-Encoding', 'TRANSFER-ENCODING', 'Transfer-Encoding '), 2),
    ),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant([['Host', 'd']] as const) },
      { weight: 1, arbitrary: some(field(['d', 'e', '', 'a b'], 'Host'), 2) },
    ),
    some(field(connections, 'Connection')),
    some(field(['tcp', 'h2c', 'websocket'], 'Upgrade')),
    some(field(['application/json', 'application/x-tar'], 'Content-Type')),
    mostly(['Expect', '100-continue'], some(fc.constantFrom(...oddFields))),
  )
  .chain((lists) =>
    fc.shuffledSubarray(lists.flat() as FramedRequest['headers'][number][], { minLength: lists.flat().length }),
  )

/** Any of them. */
export const framedRequest: fc.Arbitrary<FramedRequest> = fc.record({
  line: fc.constantFrom(...lines),
  version: fc.constantFrom('1.1' as const, '1.1' as const, '1.1' as const, '1.0' as const),
  headers,
  layout: fc.constantFrom(...(Object.keys(layouts) as FramedRequest['layout'][])),
})

/** Writes one, both requests with a query that says which they are. */
export function render({ line, version, headers, layout }: FramedRequest, query: string): Rendered {
  const own = `${query}&hidden`
  const hidden = `POST /volumes/create?${own} HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`
  const body = layouts[layout](hidden)
  const fields = headers.map(([name, value]) => [name, String(lengths[value]?.(body, hidden) ?? value)] as const)
  const head = [`${line[0]} ${line[1]}?${query} HTTP/${version}`, ...fields.map(([name, value]) => `${name}: ${value}`)]
  return {
    text: `${head.join('\r\n')}\r\n\r\n${body}`,
    hidden: own,
    allowed: allowedBehind(version, fields, body, hidden),
  }
}

function allowedBehind(
  version: string,
  fields: FramedRequest['headers'],
  body: string,
  hidden: string,
): number | undefined {
  if (fields.some(([name, value]) => /[\s\0]/.test(name) || /\r\n/.test(value))) return undefined
  const valuesOf = (field: string) =>
    fields.filter(([name]) => name.toLowerCase() === field).map(([, value]) => value.trim())
  const [hosts, own, codings] = ['host', 'content-length', 'transfer-encoding'].map(valuesOf) as [
    string[],
    string[],
    string[],
  ]
  if (hosts.length > 1 || (hosts.length === 0 && version === '1.1') || hosts[0] === 'a b') return undefined
  const end = codings.length > 0 ? endOfChunks(version, codings, own, body) : endOfLength(own)
  // Empty lines in front of a request are to be ignored (section 2.2).
  return end === undefined ? undefined : Number(body.slice(end).trimStart().startsWith(hidden))
}

function endOfChunks(
  version: string,
  codings: readonly string[],
  own: readonly string[],
  body: string,
): number | undefined {
  if (version !== '1.1' || own.length > 0 || codings.length > 1 || codings[0]!.toLowerCase() !== 'chunked')
    return undefined
  const [whole] = /^(?:[1-9a-f][0-9a-f]*(?:;a=b)?\r\n[^]*\r\n)?0\r\n(?:X-Trailer: 1\r\n)?\r\n/.exec(body) ?? []
  // What is no chunk, or has no end, leaves nothing behind it.
  return whole?.length ?? body.length
}

function endOfLength([first = '0', second]: readonly string[]): number | undefined {
  return second === undefined && /^\d+$/.test(first) ? Number(first) : undefined
}
