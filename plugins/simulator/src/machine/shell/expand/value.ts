import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { optionNames } from '../state/options.js'
import { arrayOf } from '../state/dynamic.js'
import { indexesOf, valuesOf } from '../state/variable.js'

/** What a parameter is: one value, or several (of `$@` and `${a[@]}`). */
export type Value =
  | { readonly kind: 'one'; readonly text: ByteString | undefined }
  | { readonly kind: 'many'; readonly texts: readonly ByteString[]; readonly isStar: boolean }

export const one = (text: ByteString | undefined): Value => ({ kind: 'one', text })
export const many = (texts: readonly ByteString[], isStar: boolean): Value => ({ kind: 'many', texts, isStar })

/** The value of a parameter by its name (POSIX, XCU 2.5). */
export function valueOf(shell: Shell, name: ByteString): Value {
  if (name === '@' || name === '*') return many(shell.positional, name === '*')
  return one(special(shell, name) ?? arrayOf(shell, name)?.[0] ?? shell.variables.get(name))
}

function special(shell: Shell, name: ByteString): ByteString | undefined {
  if (/^[0-9]/.test(name)) return Number(name) === 0 ? shell.name : shell.positional[Number(name) - 1]
  switch (name) {
    case '#':
      return String(shell.positional.length)
    case '?':
      return String(shell.status)
    case '$':
      return String(shell.pid)
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground)
    case '-':
      return optionLetters(shell)
    case '_':
      return shell.lastArgument
    default:
      return undefined
  }
}

// busybox and dash go through their options from the last to the first; dash has none for `-c`.
const letterOrder = { ash: 'EubaCvxcsnmiIfe', dash: 'ubaCEVvxsnmiIfe' }

/** `$-`. */
export function optionLetters({ dialect, options, isCommand, isInteractive }: Shell): ByteString {
  const letters = optionNames[dialect].flatMap(({ name, letter }) =>
    options.has(name) && letter !== '' ? [letter] : [],
  )
  const own = isInteractive && !letters.includes('i') ? ['i'] : []
  if (dialect !== 'bash') {
    const on = [...letters, ...own, ...(isCommand ? ['c'] : []), ...(options.has('stdin') ? ['s'] : [])]
    return [...letterOrder[dialect]].filter((letter) => on.includes(letter)).join('')
  }
  const isUpper = (letter: string): boolean => letter < 'a'
  const sorted = [...letters, ...own].sort((a, b) => Number(isUpper(a)) - Number(isUpper(b)) || (a < b ? -1 : 1))
  return sorted.join('') + (isCommand ? 'c' : options.has('stdin') ? 's' : '')
}

/** All elements of an array, or the keys that they have. */
export const elementsOf = (shell: Shell, name: ByteString): readonly ByteString[] => {
  const value = shell.variables.dynamic.get(name)?.get()
  return arrayOf(shell, name) ?? (value === undefined ? valuesOf(shell.variables.find(name)) : [value])
}

export function keysOf(shell: Shell, name: ByteString): readonly ByteString[] {
  const own = arrayOf(shell, name)
  if (own !== undefined) return own.map((_, at) => String(at))
  const variable = shell.variables.find(name)
  return variable === undefined ? [] : indexesOf(variable).map(String)
}
