import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Operation } from '../api/table.js'
import type { ObservedCall, Observer, Outcome } from '../http/observer.js'
import { addLookups, type Lookups } from './lookups.js'

// To the deadline of a finite call, which is a minute where nobody has set another.
const seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60]

// From what is over at once to what a client watches for days.
const longSeconds = [0.1, 1, 10, 60, 600, 3600, 21_600, 86_400]

/** The metrics of a daemon. What labels can be is bounded: operations of the table, backends of the chain, statuses. */
export class Metrics implements Observer {
  readonly #registry = new Registry()
  readonly #jobs: Counter<'operation' | 'backend' | 'status'>
  readonly #durations: Histogram<'operation'>
  readonly #streams: Gauge<'operation'>
  readonly #streamDurations: Histogram<'operation'>
  readonly #lookups: Lookups
  #backends: ReadonlySet<string> = new Set()

  constructor(lookups: Lookups) {
    this.#lookups = lookups
    const registers = [this.#registry]
    this.#jobs = new Counter({
      name: 'swarmd_jobs_total',
      help: 'Calls that were answered, by operation, the backend that answered and the status',
      labelNames: ['operation', 'backend', 'status'],
      registers,
    })
    this.#durations = new Histogram({
      name: 'swarmd_job_duration_seconds',
      help: 'Time from the head of a call of a finite operation until its answer was there',
      labelNames: ['operation'],
      buckets: seconds,
      registers,
    })
    this.#streams = new Gauge({
      name: 'swarmd_open_streams',
      help: 'Answers of streaming operations that are under way',
      labelNames: ['operation'],
      registers,
    })
    this.#streamDurations = new Histogram({
      name: 'swarmd_stream_duration_seconds',
      help: 'Time from the answer to a call of a streaming operation until its end',
      labelNames: ['operation'],
      buckets: longSeconds,
      registers,
    })
    addLookups(this.#registry, lookups)
  }

  /** All of them, in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  called({ operation, pace }: Operation): ObservedCall {
    const start = performance.now()
    let opened: number | undefined
    return {
      answered: (outcome, backend) => {
        this.#jobs.inc({ operation, backend: this.#known(backend), status: outcome })
        if (pace === 'streaming') {
          if (!isStream(outcome)) return
          opened = performance.now()
          this.#streams.inc({ operation })
        } else if (outcome !== 'gone') this.#durations.observe({ operation }, secondsSince(start))
      },
      ended: () => {
        if (opened === undefined) return
        this.#streams.dec({ operation })
        this.#streamDurations.observe({ operation }, secondsSince(opened))
      },
    }
  }

  refused(status: number): void {
    this.#jobs.inc({ operation: 'unknown', backend: '', status })
  }

  /** One in a process of its own may claim to be anybody. */
  #known(backend: string | undefined): string {
    if (this.#backends.size === 0) this.#backends = new Set(this.#lookups.states().map((one) => one.backend))
    return backend !== undefined && this.#backends.has(backend) ? backend : ''
  }
}

function isStream(outcome: Outcome): boolean {
  return outcome === 'wired' || (outcome !== 'gone' && outcome < 400)
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000
}
