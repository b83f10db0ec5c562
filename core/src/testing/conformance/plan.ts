import { findOperation, operations, type Operation, type OperationName } from '../../api/table.js'
import { nearest } from '../../nearest.js'
import { compose } from '../../daemon.js'
import type { Answerer } from '../../engine/engine.js'
import type { BackendSpec } from '../../backend/contract.js'
import type { AnySample } from './any-call.js'
import { callOf } from './call.js'
import { start, type Instance } from './instance.js'
import { make, type Made } from './made.js'
import type { Conformance } from './subject.js'

/** A test. */
export interface Check {
  readonly title: string
  /** The operation it is about; not run where nobody answers that. */
  readonly row?: Operation
  readonly run: () => Promise<void>
}

/** What the checks know of a backend. */
export interface Plan {
  readonly subject: Conformance
  /** Operations with a handler of its own. */
  readonly supported: readonly Operation[]
  /** Operations that can be called: the supported, and those it reaches. */
  readonly callable: readonly Operation[]
  /** All others. */
  readonly others: readonly Operation[]
  /** Who answers each operation, of the backend alone. */
  readonly answerers: () => Promise<ReadonlyMap<OperationName, Answerer | undefined>>
  /** How an operation is called. */
  readonly sample: (row: Operation) => AnySample
  /** Makes the backend's spec anew. */
  readonly spec: () => Promise<Made>
  /** Runs something on an instance of its own, with what is behind the backend, or with other backends there. */
  readonly run: (work: (instance: Instance) => Promise<void>, behind?: readonly BackendSpec[]) => Promise<void>
}

/** Reads what is said about a backend. Throws where an operation is none. */
export function planOf(subject: Conformance): Plan {
  const supports = new Set(subject.supports.map(known))
  const reaches = new Set((subject.reaches ?? []).map(known))
  const callable = new Set([...supports, ...reaches])
  const spec = () => make(subject)
  let answerers: ReturnType<Plan['answerers']> | undefined
  return {
    subject,
    supported: operations.filter(({ operation }) => supports.has(operation)),
    callable: operations.filter(({ operation }) => callable.has(operation)),
    others: operations.filter(({ operation }) => !callable.has(operation)),
    sample: (row) => callOf(row, subject, callable),
    spec,
    answerers: () => (answerers ??= spec().then(answerersOf)),
    run: async (work, behind = subject.behind ?? []) => {
      const instance = await start(await spec(), behind)
      await work(instance).finally(() => instance.close())
    },
  }
}

async function answerersOf(made: Made): Promise<ReadonlyMap<OperationName, Answerer | undefined>> {
  try {
    const chain = await compose([made.backend], made.from === undefined ? {} : { from: made.from })
    const found = operations.map(({ operation }) => [operation, chain.answerers(operation)[0]] as const)
    await chain.close()
    return new Map(found)
  } finally {
    await made.close()
  }
}

function known(name: string): OperationName {
  const operation = findOperation(name)
  if (operation !== undefined) return operation
  const near = nearest(
    name,
    operations.map((row) => row.operation),
  )
  const hint = near === undefined ? '' : `: did you mean "${near}"?`
  throw new TypeError(`"${name}" is no operation of the Docker Engine API${hint}`)
}
