import type { Operation, OperationName } from '../../api/table.js'
import type { Runner } from '../../engine/runner.js'
import type { AnyCall, AnySample } from './any-call.js'
import { fail } from './bounded.js'
import { defaultsOf } from './defaults.js'
import { makeOf } from './making.js'
import { resourceOf } from './resource.js'
import type { Conformance } from './subject.js'

/** The operations that a backend answers, with what is behind it. */
type Callable = ReadonlySet<OperationName>

/** How an operation is called: what the author says, what is known, what the kit makes up. */
export function callOf({ operation, path }: Operation, subject: Conformance, callable: Callable): AnySample {
  const { known = {}, none = [], samples = {} } = subject
  const made = defaultsOf(operation, known)
  const said = (samples[operation] ?? {}) as AnySample
  const resource = resourceOf(path)
  const id = none.includes(resource) ? 'conformance-none' : known[resource]
  const own = id === undefined ? {} : Object.fromEntries(parametersOf(path).map((name) => [name, id]))
  const make = makeOf(resource, callable, known)
  return { ...made, ...said, make, path: { ...own, ...said.path }, query: { ...made.query, ...said.query } }
}

/** A call that is ready: what it needs is made. Fails where the kit cannot know what to call. */
export async function prepare(row: Operation, sample: AnySample, runner: Runner): Promise<AnyCall> {
  const more = ((await sample.prepare?.(runner)) ?? {}) as AnyCall
  const call = {
    ...sample,
    ...more,
    path: { ...sample.path, ...more.path },
    query: { ...sample.query, ...more.query },
  }
  const missing = parametersOf(row.path).find((name) => call.path[name] === undefined)
  if (missing === undefined) return call
  if (sample.make !== undefined) return { ...call, path: { ...call.path, [missing]: await sample.make(runner) } }
  const resource = resourceOf(row.path)
  return fail(
    `${row.operation} takes {${missing}}: say which ${resource} is there, ` +
      `known: { ${resource}: '…' }, or samples: { ${row.operation}: { path: { ${missing}: '…' } } }`,
  )
}

/** The names of the parameters in a path. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
}

/** A path with something in place of its parameters. */
export function fillPath(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '').replaceAll('%2F', '/'))
}
