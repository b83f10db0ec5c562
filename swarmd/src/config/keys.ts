import { resolve } from 'node:path'
import { isolationLimits, logLevels, type Isolate, type LogLevel } from 'libswarm-core'
import { backend, type Configured } from './backends.js'
import { address } from './addresses.js'
import { file, listening, type Listening } from './listening.js'
import { formatMode, mode } from './mode.js'
import { origin } from './origin.js'
import { bool, choice, integer, listOf, map, oneOrMore, text, type Shape } from './shape.js'

/** One key of the config, as data: reading, `swarmd config` and the docs go by it. */
export interface Key<T> {
  readonly shape: Shape<T>
  readonly default: T
  readonly describe: string
  /** The flag that says the same. */
  readonly flag?: string
  /** The flag replaces the file's value; otherwise both at once are a conflict. Makes a value of what the flag says. */
  readonly replacedBy?: (given: readonly string[]) => T
  /** What `swarmd config` prints; the value itself unless given. */
  readonly print?: (value: T) => unknown
}

const written = (spec: string): Configured => ({ spec, written: spec })
const none: readonly string[] = []

/** Every key, by its name; one with a dot is in a map. */
export const keys = {
  listen: key<readonly Listening[]>({
    flag: 'address',
    shape: oneOrMore(listening),
    default: [],
    replacedBy: (given) => given.map((address) => ({ address })),
    print: (list) => list.map((one) => (Object.keys(one).length === 1 ? one.address : one)),
    describe: "where to listen, as on the command line; relative sockets and files are taken from the file's folder",
  }),
  admin: key<readonly string[]>({
    flag: 'admin',
    shape: oneOrMore(address),
    default: none,
    replacedBy: (given) => given,
    describe: "where health and metrics are; a relative socket is taken from the file's folder",
  }),
  backends: key<readonly Configured[]>({
    flag: 'backend',
    shape: oneOrMore(backend),
    default: [written('simulator')],
    replacedBy: (given) => given.map(written),
    print: (list) => list.map((one) => one.written),
    describe: 'the chain of backends; each wraps the next',
  }),
  isolate: key<Isolate>({
    flag: 'isolate',
    shape: isolation(),
    default: 'third-party',
    describe: 'which backends run in a process of their own: none, third-party, all, or names of some besides',
  }),
  'isolate-memory': key<number>({
    flag: 'isolate-memory',
    shape: integer(64),
    default: isolationLimits.memory,
    describe: 'memory that a backend in a process of its own may have, in MiB',
  }),
  'isolate-env': key<readonly string[]>({
    flag: 'isolate-env',
    shape: oneOrMore(text),
    default: none,
    describe: 'environment variables that a backend in a process of its own sees besides the usual few',
  }),
  tls: key<boolean>({
    flag: 'tls',
    shape: bool,
    default: false,
    describe: 'speak TLS on every TCP address that does not say something else itself; implied by `tlsverify`',
  }),
  tlsverify: key<boolean>({
    flag: 'tlsverify',
    shape: bool,
    default: false,
    describe: 'let nobody in there without a certificate that the CA has signed; false speaks TLS, too',
  }),
  tlscacert: key<string | undefined>({
    flag: 'tlscacert',
    shape: file,
    default: undefined,
    describe: 'the certificate of that CA; `~/.docker/ca.pem` where nothing is said',
  }),
  tlscert: key<string | undefined>({
    flag: 'tlscert',
    shape: file,
    default: undefined,
    describe: 'the certificate that clients are shown; `~/.docker/cert.pem` where nothing is said',
  }),
  tlskey: key<string | undefined>({
    flag: 'tlskey',
    shape: file,
    default: undefined,
    describe: 'the key of that certificate; `~/.docker/key.pem` where nothing is said',
  }),
  'insecure-tcp': key<boolean>({
    flag: 'insecure-tcp',
    shape: bool,
    default: false,
    describe: 'let other machines connect without authentication although a real engine is behind it',
  }),
  'socket-group': key<string | undefined>({
    flag: 'socket-group',
    shape: text,
    default: undefined,
    describe: 'the group of Unix sockets, by name or number; without it `docker` where there is that group',
  }),
  'socket-mode': key<number>({
    flag: 'socket-mode',
    shape: mode,
    default: 0o660,
    print: formatMode,
    describe: 'the mode of Unix sockets',
  }),
  'shutdown-timeout': key<number>({
    flag: 'shutdown-timeout',
    shape: integer(0, 86_400),
    default: 10,
    describe: 'how long the end may take in all, in seconds; what has not finished by then is cut',
  }),
  'allow-origin': key<readonly string[]>({
    flag: 'allow-origin',
    shape: oneOrMore(origin),
    default: none,
    describe: 'origins whose web pages may send requests by TCP, exactly as browsers write them',
  }),
  'log-level': key<LogLevel>({
    flag: 'log-level',
    shape: choice(logLevels),
    default: 'info',
    describe: 'how much is logged, on standard error',
  }),
  'plugins.paths': key<readonly string[]>({
    shape: listOf(map(text, (path, { folder }) => resolve(folder, path), 'a path')),
    default: none,
    describe: "folders of backends that may be named although they are no dependencies, from the file's folder",
  }),
  'plugins.packages': key<readonly string[]>({
    shape: listOf(text),
    default: none,
    describe: 'packages that may be named although they are no direct dependencies',
  }),
  'plugins.deny': key<readonly string[]>({
    shape: listOf(text),
    default: none,
    describe: 'backends that are never loaded, by name or package',
  }),
}

/** The name of a key. */
export type KeyName = keyof typeof keys

/** The value of a key. */
export type ValueOf<K extends KeyName> = (typeof keys)[K] extends Key<infer T> ? T : never

/** The names of all keys. */
export const keyNames = Object.keys(keys) as readonly KeyName[]

/** The key of a name, or undefined. */
export function findKey(name: string): Key<unknown> | undefined {
  return Object.hasOwn(keys, name) ? (keys[name as KeyName] as Key<unknown>) : undefined
}

/** How a flag is written: `--backend`; an address has no flag. */
export function flagOf({ flag }: Key<unknown>): string | undefined {
  if (flag === undefined) return undefined
  return flag === 'address' ? 'ADDRESS' : `--${flag}`
}

function key<T>(one: Key<T>): Key<T> {
  return one
}

function isolation(): Shape<Isolate> {
  const words = ['none', 'third-party', 'all'] as const
  const takes = 'none, third-party, all, or the name of a backend or a list of them'
  return map(oneOrMore(text), (names) => words.find((word) => names.length === 1 && names[0] === word) ?? names, takes)
}
