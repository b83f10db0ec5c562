import { Refusal } from './refusal.js'

/** What a backend is called: `@me/foo` is in the package `@me/libswarm-backend-foo`. */
export interface Names {
  /** What swarmd calls it. */
  readonly backend: string
  readonly package: string
  /** The package's name without its scope. */
  readonly folder: string
}

const prefix = 'libswarm-backend-'

// What npm takes for a new package (validate-npm-package-name); less the leading dash, which no shell hands on well.
const pattern = /^(@[a-z0-9][a-z0-9._-]*\/)?([a-z0-9][a-z0-9._-]*)$/
const longest = 214

/** The names that swarmd's own backends have. */
export const standard: readonly string[] = ['aggregate', 'debug', 'forward', 'simulator']

/** Reads a backend's name, with or without the prefix of its package. Throws a `Refusal` that says the rule. */
export function readNames(text: string): Names {
  const [, scope = '', own = ''] = pattern.exec(text) ?? []
  const short = own.startsWith(prefix) ? own.slice(prefix.length) : own
  const folder = prefix + short
  if (short.replaceAll(prefix, '') === '' || scope.length + folder.length > longest) throw invalidName(text)
  if (short.startsWith(prefix)) throw twicePrefixed(text, scope + short.replaceAll(prefix, ''))
  if (scope === '' && standard.includes(short)) throw taken(short)
  return { backend: scope + short, package: scope + folder, folder }
}

function invalidName(text: string): Refusal {
  const rule =
    'foo or @scope/foo, of lower-case letters, digits, dots, dashes and underscores, each part beginning with a letter ' +
    `or a digit, at most ${longest} characters with its package's "${prefix}"`
  return new Refusal(2, `invalid name ${JSON.stringify(text)}: a backend is named ${rule}`)
}

function twicePrefixed(text: string, right: string): Refusal {
  return new Refusal(2, `invalid name ${JSON.stringify(text)}: it has "${prefix}" twice, did you mean "${right}"?`)
}

function taken(name: string): Refusal {
  const reason = `swarmd has a backend "${name}" of its own, and a name means one backend`
  return new Refusal(2, `the name "${name}" is taken: ${reason}; choose another, or one in your scope (@me/${name})`)
}
