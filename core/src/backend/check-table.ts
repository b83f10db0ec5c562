import { nearest } from '../nearest.js'
import { isRecord } from './package-json.js'
import { isRequired, positionalsOf, type OptionSpec, type OptionTable } from './option-table.js'
import { readValue } from './option-value.js'

/** What is wrong with the options of a manifest, one sentence a mistake; none when they are an `OptionTable`. */
export function wrongTable(options: unknown): readonly string[] {
  if (!isRecord(options)) return ['"options" is not an object']
  const wrong = Object.entries(options).flatMap(([name, option]) =>
    wrongOption(name, option).map((what) => `the option ${JSON.stringify(name)} ${what}`),
  )
  return wrong.length > 0 ? wrong : wrongOrder(options as OptionTable)
}

type Check = (value: unknown, option: Readonly<Record<string, unknown>>) => string | undefined

const types = ['string', 'number', 'boolean', 'backend'] satisfies OptionSpec['type'][]

const fields: Readonly<Record<keyof OptionSpec, Check>> = {
  type: (value) => (types.some((type) => type === value) ? undefined : `has no type: one of ${types.join(', ')}`),
  array: (value) => (typeof value === 'boolean' ? undefined : 'has an "array" that is neither true nor false'),
  choices: (value, { type }) => {
    if (type !== 'string' && type !== 'number') return `has "choices", which only a string or a number has`
    if (!Array.isArray(value) || value.length === 0) return 'has "choices" that are no list'
    if (value.some((choice) => typeof choice !== type)) return `has a choice that is not a ${type}`
    return new Set(value).size === value.length ? undefined : 'has a choice twice'
  },
  default: () => undefined,
  describe: (value) => (typeof value === 'string' ? undefined : 'has a "describe" that is not a string'),
  order: (value) =>
    Number.isInteger(value) && (value as number) >= 0 ? undefined : 'has an "order" that is not a whole number from 0',
}

function wrongOption(name: string, option: unknown): readonly string[] {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return ['has a name that is not made of letters, digits and dashes']
  if (!isRecord(option)) return ['is not an object']
  const wrong = Object.entries({ type: undefined, ...option }).flatMap(([field, value]) => {
    if (!Object.hasOwn(fields, field)) return [unknownField(field)]
    return fields[field as keyof OptionSpec](value, option) ?? []
  })
  if (wrong.length > 0 || option.default === undefined) return wrong
  const read = readValue(option as unknown as OptionSpec, option.default)
  return 'wrong' in read ? [`has a wrong default: it ${read.wrong}`] : []
}

function unknownField(field: string): string {
  const near = nearest(field, Object.keys(fields))
  return `has an unknown field ${JSON.stringify(field)}${near === undefined ? '' : `, did you mean "${near}"?`}`
}

function wrongOrder(table: OptionTable): readonly string[] {
  const positionals = positionalsOf(table)
  const orders = positionals.map(([, option]) => option.order)
  if (orders.some((order, index) => order !== index)) {
    return [`the positional options have the orders ${orders.join(', ')}: they count from 0, each once`]
  }
  const list = positionals.slice(0, -1).find(([, option]) => option.array === true)
  if (list !== undefined) return [`the option "${list[0]}" takes the rest of the words, and is not the last positional`]
  const optional = positionals.findIndex(([, option]) => !isRequired(option))
  const late = optional < 0 ? undefined : positionals.slice(optional).find(([, option]) => isRequired(option))
  if (late !== undefined) return [`the option "${late[0]}" is required, and comes behind one that is not`]
  return []
}
