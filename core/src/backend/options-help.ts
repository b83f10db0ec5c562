import { bracketed, dashed, flagsOf, isRequired, positionalsOf, usageOf } from './option-table.js'
import type { OptionSpec, OptionTable } from './option-table.js'

/** The options of a backend as plain text: its usage, then a line an option with type, choices and default. */
export function helpOf(table: OptionTable | undefined, name: string): string {
  if (table === undefined) return `${name} [word...]\n\n  It declares no options, and gets its words as they are.`
  const rows = [
    ...positionalsOf(table).map(([key, option]) => [bracketed(key, option), ...described(option)] as const),
    ...flagsOf(table).map(([key, option]) => [dashed(key), ...described(option)] as const),
  ]
  if (rows.length === 0) return `${usageOf(table, name)}\n\n  It takes no options.`
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  const [first, second] = [width(0), width(1)]
  const lines = rows.map(([shown, type, rest]) => `  ${shown.padEnd(first)}  ${type.padEnd(second)}  ${rest}`.trimEnd())
  return [usageOf(table, name), '', ...lines].join('\n')
}

function described(option: OptionSpec): readonly [type: string, rest: string] {
  const { type, array, choices, describe = '', default: value } = option
  const notes = [
    ...(isRequired(option) ? ['required'] : []),
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
    ...(value === undefined ? [] : [`default ${JSON.stringify(value)}`]),
  ]
  const note = notes.length === 0 ? '' : `(${notes.join('; ')})`
  return [array === true ? `${type}...` : type, [describe, note].filter(Boolean).join(' ')]
}
