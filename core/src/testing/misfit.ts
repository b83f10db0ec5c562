import { isOneEdit } from './one-edit.js'
import type { ModelShape, Shape } from './shape.js'
import { models } from './shapes.js'

/**
 * Where a JSON value is not of a shape, as sentences that begin with the path:
 * `ContainerList[0].Ports[0].PrivatePort: expected number, got string`. Empty where it fits. Engines add fields, so an
 * unknown one is a misfit only when it looks like a known one that is absent.
 */
export function misfits(shape: Shape, value: unknown, path: string): readonly string[] {
  if (typeof shape === 'string') return misfitsOfWord(shape, value, path)
  if ('fields' in shape) return misfitsOfFields(shape.fields, value, path)
  if ('one' in shape) {
    const fits = shape.one.some((one) => one === value)
    return fits ? [] : [`${path}: expected ${shape.one.map(show).join(' or ')}, got ${show(value)}`]
  }
  if ('either' in shape) return misfitsOfEither(shape.either, value, path)
  if ('list' in shape) {
    if (!Array.isArray(value)) return [wrongKind(path, 'a list', value)]
    return value.flatMap((item, index) => misfits(shape.list, item, `${path}[${index}]`))
  }
  if (!isObject(value)) return [wrongKind(path, 'an object', value)]
  return Object.entries(value).flatMap(([key, item]) => misfits(shape.map, item, `${path}[${JSON.stringify(key)}]`))
}

function misfitsOfWord(shape: string, value: unknown, path: string): readonly string[] {
  if (shape.startsWith('#')) return misfitsOfFields(models[shape.slice(1)]!, value, path)
  if (shape === 'unknown') return []
  if (shape === 'null') return value === null ? [] : [wrongKind(path, 'null', value)]
  return typeof value === shape ? [] : [wrongKind(path, shape, value)]
}

function misfitsOfEither(shapes: readonly Shape[], value: unknown, path: string): readonly string[] {
  const all = shapes.map((shape) => misfits(shape, value, path))
  if (all.some((found) => found.length === 0)) return []
  // Nobody who wrote something meant null.
  return all[shapes.findIndex((shape) => shape !== 'null')] ?? []
}

function misfitsOfFields(fields: ModelShape, value: unknown, path: string): readonly string[] {
  if (!isObject(value)) return [wrongKind(path, 'an object', value)]
  const known = Object.entries(fields).map(([written, shape]) => ({ ...nameOf(written), shape }))
  const absent = known.filter(({ name }) => value[name] === undefined)
  const names = new Set(known.map(({ name }) => name))
  const misspelt = Object.keys(value).flatMap((name) => {
    if (names.has(name)) return []
    const meant = absent.find((field) => isOneEdit(name, field.name))
    return meant === undefined ? [] : [{ name, meant: meant.name }]
  })
  return [
    ...misspelt.map(({ name, meant }) => `${path}.${name}: no such field, did you mean ${meant}?`),
    ...absent
      .filter(({ name, optional }) => !optional && misspelt.every(({ meant }) => meant !== name))
      .map(({ name, shape }) => `${path}.${name}: expected ${kindOf(shape)}, is missing`),
    ...known.flatMap(({ name, optional, shape }) => {
      const field = value[name]
      if (field === undefined || (field === null && optional && isCollection(shape))) return []
      return misfits(shape, field, `${path}.${name}`)
    }),
  ]
}

function nameOf(written: string): { readonly name: string; readonly optional: boolean } {
  return written.endsWith('?') ? { name: written.slice(0, -1), optional: true } : { name: written, optional: false }
}

/** Go writes an empty list or map as null, and engines do so in more places than the published list says. */
function isCollection(shape: Shape): boolean {
  return typeof shape === 'object' && ('list' in shape || 'map' in shape)
}

function kindOf(shape: Shape): string {
  if (typeof shape === 'string') return shape.startsWith('#') ? 'an object' : shape
  if ('one' in shape) return shape.one.map(show).join(' or ')
  if ('either' in shape) return shape.either.map(kindOf).join(' or ')
  return 'list' in shape ? 'a list' : 'an object'
}

function wrongKind(path: string, expected: string, value: unknown): string {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value
  return `${path}: expected ${expected}, got ${got === 'object' ? 'an object' : got}`
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
