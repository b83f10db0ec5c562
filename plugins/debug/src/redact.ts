import type { OperationName } from 'libswarm-core'

/** What is printed for a secret. */
export const stars = '***'

// `auth`, and neither `author` nor `authority`.
const words = 'pass|pwd|secret|token|auth(?!or(?!iz))|credential|private'
const secretName = new RegExp(`${words}|(?:^|_)(?:key|pat)|(?:key|_pat)(?:$|_)`, 'i')
const secretFlag = new RegExp(`^--?[\\w-]*(?:${words}|key)[\\w-]*$`, 'i')
const longestFlag = 128
const secretHeader = /^(?:x-registry-config|cookie|set-cookie)$/i

// What follows a name like `DB_PASSWORD=` may hold anything, so that nothing of the rest is shown.
// The bounds keep the time linear in the text, whatever a client sends.
const assigned = new RegExp(`((?:${words}|key|_pat)[\\w.-]{0,64}\\s{0,8}(?:=|:\\s))[^]+`, 'i')
const flagged = new RegExp(`(--?[\\w-]{0,32}(?:${words})[\\w-]{0,32}\\s)[^]+`, 'i')
const quoted = new RegExp(`((?:${words}|key)[\\w.-]{0,64}\\\\?["']\\s{0,8}:)[^]+`, 'i')
// Secrets that tell by themselves what they are: of swarm mode, and keys in PEM (RFC 7468).
const known = /(SWMTKN-|SWMKEY-|-----BEGIN [A-Z ]{0,32}PRIVATE KEY)[^]+/
const authorization = /(authorization\s{0,8}:)[^]+/i

/** Whether a JSON key, or a query parameter, of this name holds a secret. */
export const isSecretName = (name: string): boolean => secretName.test(name)

/** Whether a header of this name holds a secret. */
export const isSecretHeader = (name: string): boolean => secretHeader.test(name) || isSecretName(name)

/** A text without what looks like a secret: `*TOKEN*=…`, `Authorization: …`, `"password": …`, `//user:password@`. */
export function redactText(text: string): string {
  const shown = [assigned, flagged, quoted, known, authorization].reduce(
    (rest, secret) => rest.replace(secret, `$1${stars}`),
    text,
  )
  return shown.includes('://') ? shown.replace(/[^\s"']+/g, withoutUser) : shown
}

/** `https://user:password@host` as `https://***@host`. */
function withoutUser(word: string): string {
  const from = word.indexOf('://') + 3
  const to = word.lastIndexOf('@')
  return from > 2 && to > from ? `${word.slice(0, from)}${stars}${word.slice(to)}` : word
}

/** The build arguments of `ImageBuild`: their names alone. */
export function redactBuildArgs(json: string): string {
  try {
    return JSON.stringify(hide(JSON.parse(json)))
  } catch {
    return stars
  }
}

/** A copy of an operation's JSON body, or of its answer, without secrets. */
export function redactJson(value: unknown, operation: OperationName, side: 'body' | 'answer'): unknown {
  if (operation === 'SystemAuth' && side === 'body') return hide(value)
  const data = /^(?:Secret|Config)/.test(operation)
  return walk(value, (name) => isSecretName(name) || (data && name.toLowerCase() === 'data'))
}

function walk(value: unknown, isSecret: (name: string) => boolean): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) => (isFlag(value[at - 1]) ? hide(item) : walk(item, isSecret)))
  }
  return mapValues(value, (item, name) => (isSecret(name) ? hide(item) : walk(item, isSecret)))
}

/** `--password`, whose value is the word behind it. */
const isFlag = (word: unknown): boolean =>
  typeof word === 'string' && word.length <= longestFlag && secretFlag.test(word)

/** Keeps the shape, and what can hold no secret: nothing, and yes or no. */
function hide(value: unknown): unknown {
  if (value === null || value === '' || typeof value === 'boolean') return value
  if (typeof value !== 'object') return stars
  return Array.isArray(value) ? value.map(hide) : mapValues(value, hide)
}

function mapValues(value: object, change: (item: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item, name)]))
}
