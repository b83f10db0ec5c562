import { parseArgs } from 'node:util'
import { swarmError } from '../errors.js'
import { nearest } from '../nearest.js'
import { dashed, flagsOf, isRequired, positionalsOf, usageOf } from './option-table.js'
import type { OptionSpec, OptionTable, OptionValues } from './option-table.js'
import { readValue } from './option-value.js'

/** Whose options they are: how it is called in errors and at the head of its usage. */
export interface Owner {
  /** `the backend "forward"`; empty where no line needs to say it */
  readonly title: string
  /** `forward` */
  readonly name: string
  /** The command that shows the options, for who writes `--help` among them. */
  readonly help?: string
  /** The folder that backends among the values are resolved from. */
  readonly from?: string
}

/**
 * Reads command-line words by a table. Every word is accounted for: unknown options, missing, repeated and
 * ill-typed values throw `InvalidParameter` with the nearest known name and the usage.
 */
export function parseOptions(table: OptionTable, words: readonly string[], owner: Owner): OptionValues {
  const given = new Map<string, string[]>()
  const positionals: string[] = []
  for (const token of tokenize(table, words)) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') add(given, token.name, wordOf(table, token, owner))
  }
  place(table, positionals, given, owner)
  const values = [...given].map(([name, list]): [string, unknown] => {
    const option = table[name]!
    if (option.array !== true && list.length > 1)
      throw usageError(table, owner, `${written(name, option)} is given twice`)
    const typed = list.map((word) => coerce(table, name, word, owner))
    return [name, option.array === true ? typed : typed[0]]
  })
  return checkOptions(table, Object.fromEntries(values), owner)
}

/** Checks values that came typed, from a config file or a program, and fills in the defaults. */
export function checkOptions(table: OptionTable, values: OptionValues, owner: Owner): OptionValues {
  for (const name of Object.keys(values)) if (!Object.hasOwn(table, name)) throw unknownOption(table, name, owner)
  const checked = Object.entries(table).flatMap(([name, option]): [string, unknown][] => {
    const value = (Object.hasOwn(values, name) ? values[name] : undefined) ?? option.default
    if (value === undefined) return absent(table, name, owner)
    const read = readValue(option, value, owner.from)
    if ('wrong' in read) throw usageError(table, owner, `${written(name, option)} ${read.wrong}`)
    return [[name, read.value]]
  })
  return Object.freeze(Object.fromEntries(checked))
}

interface OptionToken {
  readonly kind: 'option'
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
}

type Token =
  OptionToken | { readonly kind: 'positional'; readonly value: string } | { readonly kind: 'option-terminator' }

function tokenize(table: OptionTable, words: readonly string[]): readonly Token[] {
  const options = Object.fromEntries(
    flagsOf(table).map(([name, { type }]) => {
      const short = name.length === 1 ? { short: name } : {}
      return [name, { type: type === 'boolean' ? ('boolean' as const) : ('string' as const), ...short }]
    }),
  )
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

function wordOf(table: OptionTable, token: OptionToken, owner: Owner): string {
  const option = Object.hasOwn(table, token.name) ? table[token.name] : undefined
  if (option === undefined || option.order !== undefined) throw unknownOption(table, token.rawName, owner)
  if (token.name.length === 1 && token.rawName.startsWith('--')) throw unknownOption(table, token.rawName, owner)
  if (option.type === 'boolean') return token.value ?? 'true'
  if (token.value !== undefined && token.value !== '') return token.value
  throw usageError(table, owner, `${dashed(token.name)} needs a value`)
}

function place(table: OptionTable, words: readonly string[], given: Map<string, string[]>, owner: Owner): void {
  const slots = positionalsOf(table)
  for (const [index, word] of words.entries()) {
    const slot = slots[index] ?? (slots.at(-1)?.[1].array === true ? slots.at(-1) : undefined)
    if (slot === undefined) throw usageError(table, owner, `unexpected argument ${JSON.stringify(word)}`)
    add(given, slot[0], word)
  }
}

function add(given: Map<string, string[]>, name: string, word: string): void {
  given.set(name, [...(given.get(name) ?? []), word])
}

function coerce(table: OptionTable, name: string, word: string, owner: Owner): unknown {
  const { type } = table[name]!
  if (type === 'string' || type === 'backend') return word
  const bad = (wanted: string) =>
    usageError(table, owner, `${dashed(name)} takes ${wanted}, not ${JSON.stringify(word)}`)
  if (type === 'number') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw bad('a number')
    return Number(word)
  }
  if (word !== 'true' && word !== 'false') throw bad('true or false')
  return word === 'true'
}

function absent(table: OptionTable, name: string, owner: Owner): [string, unknown][] {
  const option = table[name]!
  if (isRequired(option)) throw usageError(table, owner, `<${name}> is missing`)
  if (option.array === true) return [[name, Object.freeze([])]]
  return option.type === 'boolean' ? [[name, false]] : []
}

function written(name: string, option: OptionSpec): string {
  return option.order === undefined ? dashed(name) : `<${name}>`
}

function unknownOption(table: OptionTable, name: string, owner: Owner): Error {
  const near = nearest(
    name.replace(/^-+/, ''),
    flagsOf(table).map(([key]) => key),
  )
  const asked = owner.help !== undefined && (name === '--help' || name === '-h')
  const hint = near === undefined ? '' : `, did you mean ${dashed(near)}?`
  return usageError(table, owner, `unknown option ${JSON.stringify(name)}${asked ? `, see ${owner.help}` : hint}`)
}

function usageError(table: OptionTable, owner: Owner, what: string): Error {
  return swarmError(
    'InvalidParameter',
    `${owner.title === '' ? '' : `${owner.title}: `}${what} (usage: ${usageOf(table, owner.name)})`,
  )
}
