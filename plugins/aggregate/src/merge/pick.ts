import type { Filters, Job } from 'libswarm-core'
import type { KeptRow } from '../nodes/kept-list.js'
import { hasLabel } from '../labels.js'

type ListQuery = Job<'ContainerList'>['query']
type Rows = readonly KeptRow[]
type Fits = (row: KeptRow) => boolean

interface Filter {
  /** Whether the engine would take a value, and mean by it what is meant here. */
  readonly takes: (value: string) => boolean
  /** Made once for a list. Undefined where the rows do not tell. */
  readonly fit: (wanted: readonly string[], rows: Rows) => Fits | undefined
}

const states = new Set(['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead'])

/** Those that moby lists without being asked for all: `Running` of their state is true. */
const running = new Set(['running', 'paused', 'restarting'])

/** What a list of all is enough for, as moby reads it (`daemon/list.go`). */
const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  [
    'id',
    {
      takes: (value) => /^[0-9a-f]+$/.test(value),
      // The beginning of two ids is that of neither.
      fit: (wanted, rows) => {
        const ids = new Set(wanted.flatMap((prefix) => onlyId(rows, prefix)))
        return ({ Id }) => ids.has(Id)
      },
    },
  ],
  ['label', { takes: () => true, fit: (wanted) => (row) => wanted.every((label) => hasLabel(row.Labels, label)) }],
  [
    'name',
    {
      // A regular expression that is one in every language.
      takes: (value) => /^\^?\/?[\w-]+\$?$/.test(value),
      fit: (wanted, rows) => {
        // One with links has names of others.
        if (rows.some(({ Names }) => Names.length !== 1)) return undefined
        const patterns = wanted.map((text) => new RegExp(text))
        return ({ Names: [name = ''] }) => patterns.some((one) => one.test(name) || one.test(name.slice(1)))
      },
    },
  ],
  ['status', { takes: (value) => states.has(value), fit: (wanted) => (row) => wanted.includes(row.State) }],
])

/** Whether a list of all containers is all that it takes to answer a query. */
export function canPick({ size = false, limit = 0, before, since, filters: asked = {} }: ListQuery): boolean {
  if (size || limit < 0 || before !== undefined || since !== undefined) return false
  return Object.entries(asked).every(([key, values]) => {
    const filter = filters.get(key)
    return filter !== undefined && values.every((value) => filter.takes(value))
  })
}

/** What an engine would list of all its containers, for a query that `canPick` lets pass; undefined where that is not sure. */
export function pick(rows: Rows, { all = false, limit = 0, filters: asked = {} }: ListQuery): Rows | undefined {
  const tests = testsOf(asked, rows)
  if (tests === undefined) return undefined
  const isAny = all || limit > 0 || (asked['status'] ?? []).length > 0
  const fits = isAny ? tests : [({ State }: KeptRow) => running.has(State), ...tests]
  const found = fits.length === 0 ? rows : rows.filter((row) => fits.every((one) => one(row)))
  return limit > 0 ? found.slice(0, limit) : found
}

function testsOf(asked: Filters, rows: Rows): readonly Fits[] | undefined {
  const given = Object.entries(asked).filter(([, values]) => values.length > 0)
  const tests = given.map(([key, values]) => filters.get(key)!.fit(values, rows))
  return tests.includes(undefined) ? undefined : (tests as Fits[])
}

function onlyId(rows: Rows, prefix: string): readonly string[] {
  const found = rows.filter(({ Id }) => Id.startsWith(prefix))
  return found.length === 1 ? [found[0]!.Id] : []
}
