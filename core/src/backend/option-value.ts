import { inspect } from 'node:util'
import { describeError } from '../errors.js'
import { nearest } from '../nearest.js'
import { readSpec } from './named-spec.js'
import type { OptionSpec } from './option-table.js'

/** A value as its backend gets it, or what is wrong with it, to follow the option's name: `takes a list`. */
export type ValueRead = { readonly value: unknown } | { readonly wrong: string }

/** Reads a typed value of an option. Backends among the values are resolved from a folder. */
export function readValue(option: OptionSpec, value: unknown, from?: string): ValueRead {
  if (option.array !== true) return readItem(option, value, from)
  if (!Array.isArray(value)) return { wrong: `takes a list, not ${shown(value)}` }
  const items: unknown[] = []
  for (const item of value) {
    const read = readItem(option, item, from)
    if ('wrong' in read) return read
    items.push(read.value)
  }
  return { value: Object.freeze(items) }
}

function readItem({ type, choices }: OptionSpec, item: unknown, from: string | undefined): ValueRead {
  if (type === 'backend') return readBackend(item, from)
  if (typeof item !== type || (type === 'number' && !Number.isFinite(item))) {
    return { wrong: `takes a ${type}, not ${shown(item)}` }
  }
  if (choices === undefined || choices.includes(item as string)) return { value: item }
  const near = nearest(String(item), choices.map(String))
  const hint = near === undefined ? '' : `, did you mean "${near}"?`
  return { wrong: `takes one of ${choices.join(', ')}, not ${shown(item)}${hint}` }
}

function readBackend(item: unknown, from: string | undefined): ValueRead {
  try {
    return { value: Object.freeze(readSpec(item, from)) }
  } catch (thrown) {
    return { wrong: `takes a backend, not ${shown(item)}: ${describeError(thrown)}` }
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 40 })
}
