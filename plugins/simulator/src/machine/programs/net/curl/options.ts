import type { ByteString } from '../../../byte-string.js'

/** Options of curl that are there or off, by their letters where they have some. */
const switches: Readonly<Record<string, string>> = {
  fail: 'f', silent: 's', 'show-error': 'S', 'remote-name': 'O', include: 'i', head: 'I', location: 'L', insecure: 'k',
  verbose: 'v', get: 'G', 'no-buffer': 'N', globoff: 'g', 'remote-header-name': 'J', parallel: 'Z', disable: 'q',
  'http1.0': '0', 'http1.1': '', http2: '', ipv4: '4', ipv6: '6', 'progress-bar': '#', compressed: '', 'fail-with-body': '',
  'retry-connrefused': '', 'retry-all-errors': '', 'create-dirs': '', 'location-trusted': '', 'path-as-is': '', raw: '',
  'tcp-nodelay': '', 'no-progress-meter': '', 'tlsv1.2': '', 'tlsv1.3': '', tlsv1: '1', 'no-keepalive': '', version: 'V',
  help: 'h', 'fail-early': '', 'ssl-no-revoke': '', 'show-headers': 'i', post301: '', post302: '',
} // prettier-ignore

/** Those with an argument. */
const valued: Readonly<Record<string, string>> = {
  output: 'o', request: 'X', data: 'd', 'data-ascii': 'd', 'data-raw': '', 'data-binary': '', 'data-urlencode': '', json: '',
  header: 'H', user: 'u', 'user-agent': 'A', referer: 'e', cookie: 'b', 'cookie-jar': 'c', 'write-out': 'w', 'max-time': 'm',
  'connect-timeout': '', retry: '', 'retry-delay': '', 'retry-max-time': '', range: 'r', 'dump-header': 'D',
  'upload-file': 'T', 'max-redirs': '', resolve: '', url: '', cacert: '', capath: '', cert: 'E', key: '', 'limit-rate': '',
  noproxy: '', 'output-dir': '', 'oauth2-bearer': '', proto: '', 'max-filesize': '', interface: '', 'keepalive-time': '',
  'speed-limit': 'Y', 'speed-time': 'y',
} // prettier-ignore

/** What has to be a number. */
const numbers = new Set(['max-time', 'connect-timeout', 'retry', 'retry-delay', 'retry-max-time', 'max-redirs'])

/** A command line of curl that was read. */
export interface CurlWords {
  readonly has: (name: string) => boolean
  /** The argument of the last one. */
  readonly last: (name: string) => ByteString | undefined
  readonly all: (name: string) => readonly ByteString[]
  /** Options with their arguments, in their order. */
  readonly given: readonly (readonly [name: string, argument: ByteString])[]
  readonly urls: readonly ByteString[]
}

/** Reads it; what is wrong with it instead, without `curl: `. */
export function readCurlWords(words: readonly ByteString[]): CurlWords | string {
  const given: [string, ByteString][] = []
  const urls: ByteString[] = []
  let isOver = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (isOver || word === '-' || !word.startsWith('-')) urls.push(word)
    else if (word === '--') isOver = true
    else {
      const taken = word.startsWith('--') ? readLong(word, words[at + 1], given) : readShort(word, words[at + 1], given)
      if (typeof taken === 'string') return taken
      at += taken
    }
  }
  const all = (name: string): ByteString[] => given.flatMap(([one, value]) => (one === name ? [value] : []))
  return {
    given,
    urls: [...all('url'), ...urls],
    all,
    has: (name) => given.findLast(([one]) => one === name || one === `no-${name}`)?.[0] === name,
    last: (name) => all(name).at(-1),
  }
}

const lettersOf = (table: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(table)
      .flatMap(([name, letter]) => (letter === '' ? [] : [[letter, name] as const]))
      .reverse(),
  )

const switchLetters = lettersOf(switches)
const valuedLetters = lettersOf(valued)

function readLong(word: string, next: ByteString | undefined, given: [string, ByteString][]): number | string {
  const name = word.slice(2)
  if (Object.hasOwn(switches, name) || (name.startsWith('no-') && Object.hasOwn(switches, name.slice(3)))) {
    given.push([switchLetters.get(switches[name] ?? '') ?? name, ''])
    return 0
  }
  if (!Object.hasOwn(valued, name)) return `option ${word}: is unknown`
  return take(word, valuedLetters.get(valued[name]!) ?? name, next, given) ?? 1
}

function readShort(word: string, next: ByteString | undefined, given: [string, ByteString][]): number | string {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at]!
    const name = switchLetters.get(letter)
    if (name !== undefined) {
      given.push([name, ''])
      continue
    }
    const withValue = valuedLetters.get(letter)
    if (withValue === undefined) return `option ${at === 1 ? word.slice(0, 2) : `-${letter}`}: is unknown`
    const rest = word.slice(at + 1)
    return take(`-${letter}`, withValue, rest === '' ? next : rest, given) ?? (rest === '' ? 1 : 0)
  }
  return 0
}

function take(
  shown: string,
  name: string,
  value: ByteString | undefined,
  given: [string, ByteString][],
): string | undefined {
  if (value === undefined) return `option ${shown}: requires parameter`
  if (numbers.has(name) && !/^\d+(\.\d+)?$/.test(value)) return `option ${shown}: expected a proper numerical parameter`
  given.push([name, value])
  return undefined
}
