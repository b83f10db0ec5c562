import { swarmError } from '../errors.js'
import { mostConnections } from './descriptors.js'

/** One limit of the frontend, as data: the frontend, the documentation and its test go by it. */
export interface Limit {
  /** What it is unless it is given; what is not known before the start has a function. */
  readonly standard: number | (() => number)
  readonly unit: 'ms' | 'bytes' | 'connections' | 'requests'
  /** What is limited. */
  readonly describe: string
  /** What happens beyond it. */
  readonly beyond: string
}

const closed = 'the connection is closed'

/** Every limit of the frontend that can be set. How deep JSON may be is none of them: see `deepestBody`. */
export const limitTable = {
  headers: limit(
    15_000,
    'ms',
    'the head of a request, from its first byte or from the connection on',
    `408, ${closed}`,
  ),
  keepAlive: limit(75_000, 'ms', 'a connection without a request, after an answer', closed),
  headerSize: limit(128 * 1024, 'bytes', 'the head of a request, its line included', `431, ${closed}`),
  urlSize: limit(64 * 1024, 'bytes', 'the path and the query of a request', `414, ${closed}`),
  bodySize: limit(16 * 1024 * 1024, 'bytes', 'the body of an operation that takes JSON or none', '413'),
  bodySizeInAll: limit(
    256 * 1024 * 1024,
    'bytes',
    'such bodies that are on their way at once; 64 KiB are always read',
    '503',
  ),
  bodyTime: limit(30_000, 'ms', 'such a body, whole', `408, ${closed}`),
  bodyIdle: limit(60_000, 'ms', 'such a body, from one piece to the next', `408, ${closed}`),
  uploadIdle: limit(
    600_000,
    'ms',
    'the body of an upload (build, load, cp), from one piece to the next',
    `408, ${closed}`,
  ),
  waiting: limit(100, 'requests', 'requests on one connection behind one that is not answered', 'no more is read'),
  waitingInAll: limit(10_000, 'requests', 'such requests on all connections', 'connections with several are closed'),
  stalled: limit(60_000, 'ms', 'a connection of which no more is read, from one answer to the next', closed),
  connections: limit(mostConnections, 'connections', 'connections at once, on all addresses', `${closed}, a warning`),
} as const satisfies Readonly<Record<string, Limit>>

/** The limits of a frontend: ms, bytes and counts, each a whole number. */
export type FrontendLimits = Readonly<Record<keyof typeof limitTable, number>>

// The longest time that a timer of Node's can take.
const most = 2 ** 31 - 1

/** All limits, of which some are given. Throws `InvalidParameter` for one that is no whole number, or below 1. */
export function limitsOf(given: Partial<FrontendLimits> = {}): FrontendLimits {
  const entries = Object.entries(limitTable).map(([name, { standard }]) => {
    const value = given[name as keyof FrontendLimits] ?? (typeof standard === 'number' ? standard : standard())
    if (Number.isInteger(value) && value >= 1 && value <= most) return [name, value]
    throw swarmError('InvalidParameter', `the limit "${name}" is ${value}, not a whole number from 1 to ${most}`)
  })
  return Object.fromEntries(entries) as FrontendLimits
}

function limit(standard: Limit['standard'], unit: Limit['unit'], describe: string, beyond: string): Limit {
  return { standard, unit, describe, beyond }
}
