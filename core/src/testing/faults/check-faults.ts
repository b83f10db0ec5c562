import { swarmError } from '../../errors.js'
import { nearest } from '../../nearest.js'
import type { DirectionFaults, Faults } from './faults.js'

type Check = (value: unknown, path: string) => void

/** Throws `InvalidParameter` for faults that are none: a slip of the pen would otherwise be a test without a fault. */
export function checkFaults(faults: Faults): void {
  fields(all)(faults, 'faults')
}

const count = least(0, 'a number from 0')
const positive = least(Number.MIN_VALUE, 'a number above 0')

const corrupt: Check = (value, path) => {
  const byOffset = typeof value === 'object' && value !== null && 'at' in value
  fields(byOffset ? { at: count } : { probability: count, seed: string })(value, path)
}

const direction: Readonly<Record<keyof DirectionFaults, Check>> = {
  delay: count,
  slice: (value, path) => fields({ bytes: least(1, 'a number from 1'), every: count }, true)(value, path),
  rate: positive,
  corrupt,
  cut: count,
  reset: count,
  halfClose: count,
}

const all: Readonly<Record<keyof Faults, Check>> = {
  toServer: (value, path) => fields(direction)(value, path),
  toClient: (value, path) => fields(direction)(value, path),
  down: boolean,
  blackHole: boolean,
}

function fields(checks: Readonly<Record<string, Check>>, whole = false): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) throw wrong(path, 'an object')
    for (const [name, given] of Object.entries(value)) {
      if (!Object.hasOwn(checks, name)) throw unknown(`${path}.${name}`, nearest(name, Object.keys(checks)))
      if (given !== undefined) checks[name]!(given, `${path}.${name}`)
    }
    const missing = whole && Object.keys(checks).find((name) => !(name in value))
    if (typeof missing === 'string') throw wrong(`${path}.${missing}`, 'there')
  }
}

function least(lowest: number, what: string): Check {
  return (value, path) => {
    if (typeof value !== 'number' || !(value >= lowest)) throw wrong(path, what)
  }
}

function boolean(value: unknown, path: string): void {
  if (typeof value !== 'boolean') throw wrong(path, 'true or false')
}

function string(value: unknown, path: string): void {
  if (typeof value !== 'string') throw wrong(path, 'a text')
}

function wrong(path: string, what: string): Error {
  return swarmError('InvalidParameter', `${path} has to be ${what}`)
}

function unknown(path: string, meant: string | undefined): Error {
  return swarmError('InvalidParameter', `${path} is no fault${meant === undefined ? '' : `, did you mean ${meant}?`}`)
}
