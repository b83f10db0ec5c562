import { operations, type Operation } from '../api/table.js'

/** What a request line was found to mean. */
export type Match =
  | {
      readonly kind: 'operation'
      readonly row: Operation
      readonly path: Readonly<Record<string, string>>
      readonly version: string | undefined
      /** The query as sent, without its `?`. */
      readonly search: string
    }
  /** A path that has to be asked for in its clean form. */
  | { readonly kind: 'moved'; readonly location: string }
  | { readonly kind: 'malformed'; readonly sentence: string }
  | { readonly kind: 'unknown' }

// What clients ask for over and over is found once. Targets that are long, or many, are found anew each time.
const known = new Map<string, Map<string, Match>>()
const mostKnown = 1000
const longestKnown = 200

/** Finds the operation of a method and a request target, as `findMatch` does. */
export function matchOperation(method: string, target: string): Match {
  if (target.length > longestKnown) return findMatch(method, target)
  let ofMethod = known.get(method)
  if (ofMethod === undefined) known.set(method, (ofMethod = new Map<string, Match>()))
  const before = ofMethod.get(target)
  if (before !== undefined) return before
  const match = Object.freeze(findMatch(method, target))
  if (ofMethod.size >= mostKnown) ofMethod.clear()
  ofMethod.set(target, match)
  return match
}

/**
 * Finds the operation of a method and a request target.
 *
 * The path is decoded once, and matched as it then stands: dockerd routes on the decoded path too, and answers
 * one with `//`, `/.` or `/..` in it by a redirect (gorilla/mux `cleanPath`). Nothing is repaired and passed on.
 */
function findMatch(method: string, target: string): Match {
  const pathname = pathOf(target)
  const decoded = decode(pathname)
  if (decoded === undefined) return { kind: 'malformed', sentence: `invalid URL escape in ${JSON.stringify(pathname)}` }
  if (/[\u0000-\u001f\u007f]/.test(decoded)) return { kind: 'malformed', sentence: 'control character in the path' }
  if (isUnclean(decoded)) return { kind: 'moved', location: clean(decoded) + searchOf(target) }
  const [, version, path] = /^(?:\/v([0-9.]+))?(\/.*)$/s.exec(decoded) ?? []
  if (path === undefined) return { kind: 'unknown' }
  for (const route of routesOf(method, path)) {
    const found = route.pattern.exec(path)
    if (found === null) continue
    const given = Object.freeze({ ...found.groups })
    return { kind: 'operation', row: route.row, path: given, version, search: searchOf(target).slice(1) }
  }
  return { kind: 'unknown' }
}

/** The path of a request target as sent. An absolute one (`http://host/path`) counts by its path alone. */
export function pathOf(target: string): string {
  const origin = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '')
  const end = origin.indexOf('?')
  return end < 0 ? origin : origin.slice(0, end)
}

/** The query of a request target as sent, with its `?`, or nothing. */
function searchOf(target: string): string {
  const start = target.indexOf('?')
  return start < 0 ? '' : target.slice(start)
}

interface Route {
  readonly row: Operation
  readonly pattern: RegExp
  /** How many of its segments are no parameters. */
  readonly literals: number
}

/** What is asked of nodes: those of a pool within a pool have its name before theirs. dockerd has no such paths. */
const ofPools: ReadonlySet<string> = new Set(['NodeInspect', 'NodeUpdate'])

const routes: ReadonlyMap<string, readonly Route[]> = arrange()

/** Routes by method and first segment, those with more literal segments first. */
function arrange(): ReadonlyMap<string, readonly Route[]> {
  const arranged = new Map<string, Route[]>()
  for (const row of operations) {
    const key = `${row.method} ${firstSegment(row.path)}`
    arranged.set(
      key,
      [...(arranged.get(key) ?? []), compile(row)].sort((a, b) => b.literals - a.literals),
    )
  }
  return arranged
}

function routesOf(method: string, path: string): readonly Route[] {
  return routes.get(`${method} ${firstSegment(path)}`) ?? []
}

function firstSegment(path: string): string {
  const end = path.indexOf('/', 1)
  return end < 0 ? path.slice(1) : path.slice(1, end)
}

function compile(row: Operation): Route {
  const segments = row.path.slice(1).split('/')
  // Names of images, plugins and volumes have slashes; ids of swarm mode are one segment (as in moby's routers).
  const parameter = row.swarm === true && !ofPools.has(row.operation) ? '[^/]+' : '.+'
  const parts = segments.map((segment) => segment.replace(/^\{(\w+)\}$/, `(?<$1>${parameter})`))
  // moby lists the networks at `/networks/` as well.
  const tail = row.operation === 'NetworkList' ? '/?' : ''
  const literals = segments.filter((segment) => !segment.startsWith('{')).length
  return { row, pattern: new RegExp(`^/${parts.join('/')}${tail}$`, 's'), literals }
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

function isUnclean(path: string): boolean {
  return /\/\/|\/\.\.?(\/|$)/.test(path)
}

function clean(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(encodeURIComponent(segment))
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`
}
