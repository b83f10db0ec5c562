import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { placeOf } from './ask.js'
import { furnish, furnishOne } from './fixtures.js'
import { labels, Ledger, removeAll, type Behind, type Verdict } from './ledger.js'
import { operations, type Asking } from './operations.js'
import { Failure, type Outcome } from './outcome.js'

/** A load on an endpoint. */
export interface LoadOptions {
  /** The address that clients use, `unix:///path` or `tcp://host:port`. */
  readonly endpoint: string
  /** All engines behind it, by addresses at which they are reached past it. */
  readonly engines: readonly Behind[]
  /** How long it lasts, in seconds; 600 at the most. */
  readonly seconds: number
  /** 4 unless given. */
  readonly clients?: number
  /** How many requests a second each client begins; 50 unless given. */
  readonly rate?: number
  /** What all is drawn from; by chance unless given. It is printed. */
  readonly seed?: string
  /** How long an answer may take, in ms; 40,000 unless given. */
  readonly patience?: number
}

/** A load that goes on. */
export interface Load extends AsyncDisposable {
  readonly seed: string
  /** The label of all that it makes, `key=value`. */
  readonly label: string
  /** What has come of it so far. */
  readonly outcomes: readonly Outcome[]
  /** How many requests were not begun, since their client had too many open. */
  skipped(): number
  /** Resolves when all requests are over. */
  readonly finished: Promise<void>
  /** An engine that answers nobody any more is about to lose what it has: that counts as lost by nobody. */
  forfeit(engine: Behind): Promise<void>
  /** Puts on an engine that has lost it what the load looks at. */
  furnishAgain(engine: Behind): Promise<void>
  /** Compares what was acknowledged with the engines' own lists. All of them have to answer. */
  judge(): Promise<Verdict>
  /** Ends it early, and removes all that it has made. All engines have to answer. */
  close(): Promise<void>
}

// A client that has as many open begins nothing: what waits is bounded.
const mostOpen = 200
const longest = 600

/** Puts what it needs on the engines, waits until the endpoint knows it, and begins. */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const { engines, clients = 4, rate = 50, seed = randomBytes(4).toString('hex'), patience = 40_000 } = options
  if (!(options.seconds <= longest)) throw new Error(`a load lasts ${longest} s at the most, not ${options.seconds}`)
  console.log(`load: seed ${seed}, ${clients} clients, ${rate} requests a second each, ${options.seconds} s`)
  const endpoint = placeOf(options.endpoint)
  const load = randomBytes(4).toString('hex')
  const fixtures = await furnish(endpoint, engines, load)
  const ledger = new Ledger(load)
  const outcomes: Outcome[] = []
  const began = performance.now()
  let [skipped, isOver] = [0, false]
  /** Of the load's own. */
  const mistakes: unknown[] = []

  const part: Asking['part'] = async (operation, engine, work) => {
    const at = performance.now() - began
    const done = (rest: Pick<Outcome, 'kind' | 'sentence'>) =>
      outcomes.push({ operation, engine, at, took: performance.now() - began - at, ...rest })
    try {
      const result = await work()
      done({ kind: 'right' })
      return result
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      done({ kind: thrown.kind, sentence: thrown.message })
      return undefined
    }
  }
  const once = async (id: string) => {
    const random = randomOf(`${seed}/${id}`)
    const operation = drawOperation(random())
    const fixture = fixtures[Math.floor(random() * fixtures.length)]!
    await operation.run({ endpoint, load, id, fixture, fixtures, ledger, patience, random, part })
  }
  const client = async (number: number) => {
    const open = new Set<Promise<void>>()
    for (let count = 0; count < rate * options.seconds && !isOver; count++) {
      await pause(Math.max(0, began + (count * 1000) / rate - performance.now()))
      if (open.size >= mostOpen) skipped++
      else {
        const request = once(`${number}-${count}`)
          .catch((thrown: unknown) => void mistakes.push(thrown))
          .finally(() => open.delete(request))
        open.add(request)
      }
    }
    await Promise.all(open)
    if (mistakes.length > 0) throw mistakes[0]
  }
  const finished = Promise.all(Array.from({ length: clients }, (_, number) => client(number))).then(() => undefined)
  // Whoever waits for it hears of it.
  finished.catch(() => undefined)
  const close = async () => {
    isOver = true
    await finished.finally(() => removeAll(engines, load))
  }
  return {
    seed,
    label: `${labels.load}=${load}`,
    outcomes,
    skipped: () => skipped,
    finished,
    forfeit: (engine) => ledger.forfeit(engine),
    furnishAgain: async (engine) => void (await furnishOne(engine, engines.indexOf(engine), load)),
    judge: () => ledger.judge(engines),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function drawOperation(drawn: number): (typeof operations)[number] {
  let left = drawn * operations.reduce((sum, { weight }) => sum + weight, 0)
  return operations.find(({ weight }) => (left -= weight) < 0)!
}

/** Numbers from 0 to below 1, the same for the same seed. */
function randomOf(seed: string): () => number {
  let count = 0
  return () => createHash('sha256').update(`${seed}/${count++}`).digest().readUInt32BE() / 2 ** 32
}
