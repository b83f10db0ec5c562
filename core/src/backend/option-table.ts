/** One option, as data. One that has an `order` is positional. A positional without `default` or `array` is required. */
export interface OptionSpec {
  /** `backend` is a spec: a spec string, `[name, options]` or an object; the backend gets what its `spawn` takes. */
  readonly type: 'string' | 'number' | 'boolean' | 'backend'
  /** Takes any number of values; a positional one takes the rest of the words. */
  readonly array?: boolean
  /** The only values it takes, of strings and numbers. */
  readonly choices?: readonly (string | number)[]
  readonly default?: unknown
  readonly describe?: string
  /** The place among the positionals, from 0. */
  readonly order?: number
}

/** Options by name. A name of one letter is written `-v`, a longer one `--name`. */
export type OptionTable = Readonly<Record<string, OptionSpec>>

/** Values by option name, checked. */
export type OptionValues = Readonly<Record<string, unknown>>

/** One line: `forward <address> [--flag <value>]`. */
export function usageOf(table: OptionTable, name: string): string {
  const positional = positionalsOf(table).map(([key, option]) => bracketed(key, option))
  const flags = flagsOf(table).map(([key, option]) =>
    option.type === 'boolean' ? `[${dashed(key)}]` : `[${dashed(key)} <${option.type}>]`,
  )
  return [name, ...positional, ...flags].join(' ')
}

/** The positionals, in their order. */
export function positionalsOf(table: OptionTable): readonly (readonly [string, OptionSpec])[] {
  const positional = Object.entries(table).filter(([, option]) => option.order !== undefined)
  return positional.sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0))
}

/** The options that are written with dashes. */
export function flagsOf(table: OptionTable): readonly (readonly [string, OptionSpec])[] {
  return Object.entries(table).filter(([, option]) => option.order === undefined)
}

/** Whether an option has to be given. */
export function isRequired(option: OptionSpec): boolean {
  return option.order !== undefined && option.array !== true && option.default === undefined
}

/** A positional as a usage shows it: `<address>`, `[name...]`. */
export function bracketed(name: string, option: OptionSpec): string {
  const shown = option.array === true ? `${name}...` : name
  return isRequired(option) ? `<${shown}>` : `[${shown}]`
}

/** A flag as it is typed: `-v`, `--name`. */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}
