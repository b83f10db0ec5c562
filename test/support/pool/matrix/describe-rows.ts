import type { Times } from 'libswarm-backend-aggregate'
import { someOf } from '../../needs.js'
import { fates } from '../fates.js'
import type { Engines } from '../engines.js'
import { claims } from './claims.js'
import { rows, type Row, type Subject } from './row.js'
import { runRow, type Run } from './run-row.js'

/** How the rows of the matrix are run. */
export interface MatrixOptions {
  readonly which: 'quick' | 'long'
  readonly isReal: boolean
  readonly start: (count: number) => Promise<Engines<Subject>>
  /** Other times of the pool than the usual ones. */
  readonly times?: Partial<Times>
  /** Requests a second of each of the four clients of a row. */
  readonly rate: number
  /** How many rows are run at the same time. */
  readonly together: number
  /** Only these, by what happens; all that there are unless given. */
  readonly only?: readonly string[]
}

/** A test for each row of the matrix that is about one of three engines. They are run beside each other. */
export function describeRows({ which, isReal, start, times, rate, together, only }: MatrixOptions): void {
  const own = someOf(
    rows.filter(
      ({ fate, lasts, real }) =>
        lasts[which] !== undefined && (isReal || real !== true) && only?.includes(fate) !== false,
    ),
  )
  const runs = new Map<Row, Promise<Run>>()
  let pool: Engines<Subject>

  before(async () => {
    const alone = own.filter((row) => row.own === true)
    pool = await start(3 + alone.length)
    const [one, shared, three, ...others] = pool.engines as [Subject, Subject, Subject, ...Subject[]]
    const run = (row: Row): Promise<Run> => {
      const victim = row.own === true ? others[alone.indexOf(row)]! : shared
      const options = { engines: [one, victim, three], lasts: row.lasts[which]!, rate }
      return runRow(row, times === undefined ? options : { ...options, times })
    }
    runSome(own, together, run, runs)
  })
  after(async () => {
    await Promise.allSettled(runs.values())
    await pool?.close()
  })

  for (const row of own) {
    const of = fates.find(({ title }) => title === row.fate)!.row
    it(`${of}: it ${row.fate}`, async () => {
      const run = await runs.get(row)!
      for (const [title, check] of claims) {
        try {
          check(row, run)
        } catch (thrown) {
          throw new Error(`not so: ${title}: ${(thrown as Error).message}`, { cause: thrown })
        }
      }
    })
  }
}

/** Runs so many at a time, in their order. */
function runSome<T>(
  items: readonly T[],
  most: number,
  run: (item: T) => Promise<Run>,
  runs: Map<T, Promise<Run>>,
): void {
  const lanes: Promise<unknown>[] = Array.from({ length: most }, () => Promise.resolve())
  for (const [index, item] of items.entries()) {
    const began = lanes[index % most]!.then(() => run(item))
    runs.set(item, began)
    lanes[index % most] = began.catch(() => undefined)
  }
}
