import fc from 'fast-check'
import { operations } from 'libswarm-core'

/** A method and a request target, as they are written in a request line. */
export type Asked = readonly [method: string, target: string]

// Those that reach for a registry or wait for their input, and one that ends the engine's network.
const left = /^(Distribution|Image(Search|Push|Create)|Plugin|SystemAuth|Session|Grpc|Swarm|ImageBuild)/

/** The newest API version that the oldest engine has, of which targets are drawn: 1.41. */
export const newest = 41

/** The second number of an API version, `v1.41`. */
export function minorOf(since: string): number {
  return Number(/\d+$/.exec(since)![0])
}

/** What such an engine has, by operations that harm nothing and answer at once. */
const rows = operations.filter(({ operation, since }) => !left.test(operation) && minorOf(since) <= newest)

const names = [
  'web',
  'json',
  'library/nginx',
  'a/b:c@d',
  'prune',
  'get',
  'x.y',
  '...',
  '.x',
  'v1.41',
  'a b',
  'ä',
  '100%',
  'a;b',
  'a?b',
  '~',
  '-',
]
const versions = [
  '',
  '',
  '',
  '/v1.41',
  '/v1.24',
  '/v01.41',
  '/v1.041',
  '/v9.99',
  '/v0.1',
  '/V1.41',
  '/v',
  '/v.',
  '/v1.41.1',
  '/v1.41/v1.41',
  '/vx',
]

/** A path of an operation, its names filled in. */
const path = fc.constantFrom(...rows).chain(({ method, path: template }) =>
  fc.tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(method) },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'DELETE', 'HEAD', 'PUT') },
    ),
    fc
      .constantFrom(...names)
      .map((name) => template.replaceAll(/\{\w+\}/g, encodeURIComponent(name).replaceAll('%2F', '/'))),
  ),
)

const inserted = [
  '/',
  '//',
  '/.',
  '/./',
  '/..',
  '/../',
  '%2e',
  '%2E%2e',
  '/%2e%2e/',
  '%2f',
  '%2F%2f',
  ';a=b',
  '%3f',
  '%23',
  '%25',
  '%20',
  '+',
  '%',
  '%Z',
  '%00',
  '%0a',
  '%0d%0a',
  '%7f',
  '%c0%af',
  '%ff',
  '%C3%A4',
  'A',
  '/x',
  '\\',
  '*',
  '@',
  ':',
]

/** What is done to a path: something put in, a character escaped, another case. */
const change = fc.oneof(
  fc.tuple(fc.nat(), fc.constantFrom(...inserted)).map(
    ([at, text]) =>
      (path: string) =>
        put(path, at % (path.length + 1), 0, text),
  ),
  fc.tuple(fc.nat(), fc.boolean()).map(([at, upper]) => (path: string) => {
    const index = at % path.length
    const code = path.charCodeAt(index).toString(16)
    return path[index] === '%' ? path : put(path, index, 1, `%${upper ? code.toUpperCase() : code}`)
  }),
  fc.nat().map((at) => (path: string) => {
    const index = at % path.length
    return put(path, index, 1, path[index]!.toUpperCase())
  }),
)

function put(path: string, at: number, length: number, text: string): string {
  // The first character is the slash that makes a target of it.
  const index = Math.max(1, at)
  return path.slice(0, index) + text + path.slice(index + length)
}

/** Targets near those that mean something. */
export const asked: fc.Arbitrary<Asked> = fc
  .tuple(
    path,
    fc.constantFrom(...versions),
    fc.array(change, { maxLength: 3 }),
    fc.constantFrom('', '', '', '?a=b', '?', '?x=%ZZ/../y', '??'),
    fc.constantFrom('', '', '', '', '', '', 'http://other', 'HTTP://other:80'),
  )
  .map(([[method, plain], version, changes, search, origin]) => [
    method,
    origin + changes.reduce((now, apply) => apply(now), version + plain) + search,
  ])
