import type { ByteString } from '../../byte-string.js'
import { doubleQuoted } from '../words/quoting.js'
import { indexesOf, type Variable } from './variable.js'

/** The letters of what `declare` gave a variable. */
export function attributesOf(variable: Variable | undefined): string {
  if (variable === undefined) return ''
  const { kind, isInteger, letters, isReference, isReadOnly, isExported } = variable
  const flags: readonly (readonly [boolean, string])[] = [
    [kind === 'indexed', 'a'],
    [kind === 'associative', 'A'],
    [isInteger, 'i'],
    [isReference, 'n'],
    [isReadOnly, 'r'],
    [isExported, 'x'],
    [letters === 'lower', 'l'],
    [letters === 'upper', 'u'],
  ]
  return flags.map(([isOn, letter]) => (isOn ? letter : '')).join('')
}

/** What is behind the `=` where bash shows a variable. */
export function shownValue(variable: Variable): ByteString | undefined {
  const { value, elements, kind } = variable
  if (elements === undefined) return value === undefined ? undefined : doubleQuoted(value)
  const entries = indexesOf(variable).map((index) => {
    const text = doubleQuoted((elements as Map<number | ByteString, ByteString>).get(index)!)
    return kind === 'indexed' ? `[${index}]=${text}` : `[${keyShown(String(index))}]=${text} `
  })
  return `(${entries.join(kind === 'indexed' ? ' ' : '')})`
}

const keyShown = (key: ByteString): ByteString => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(key) ? key : doubleQuoted(key))

/** As `declare -p` shows a variable. */
export function declaration(name: ByteString, variable: Variable): ByteString {
  const attributes = attributesOf(variable)
  const shown = shownValue(variable)
  return `declare -${attributes === '' ? '-' : attributes} ${name}${shown === undefined ? '' : `=${shown}`}\n`
}
