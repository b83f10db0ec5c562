import { configError, deepest, mostValues, type ConfigNode, type Place } from './node.js'

/** Turns a value of a program into a node. Throws for what is no plain data, with its name (`backends[0].options`). */
export function fromData(data: unknown, place: Place, name: string): ConfigNode {
  let count = 0
  return convert(data, name, 0)

  function convert(value: unknown, own: string, depth: number): ConfigNode {
    if (depth > deepest) throw configError(place, `${own} is nested more than ${deepest} deep`)
    if (++count > mostValues) throw configError(place, `more than ${mostValues.toLocaleString('en')} values`)
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return { kind: 'scalar', place, value }
    }
    if (Array.isArray(value)) {
      // Holes too.
      const items = Array.from(value as unknown[], (item, index) => convert(item, `${own}[${index}]`, depth + 1))
      return { kind: 'list', place, items }
    }
    if (!isPlain(value)) throw configError(place, `${own} is ${kindOf(value)}: a config is plain data`)
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => ({ key, place, value: convert(item, `${own}.${key}`, depth + 1) }))
    return { kind: 'map', place, entries }
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** What a value is that is no plain data. */
export function kindOf(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'strange object'}`
  return value === undefined ? 'undefined' : `a ${typeof value}`
}
