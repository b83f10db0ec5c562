import type { ByteString } from '../../byte-string.js'

/** A pipeline in the background. */
export interface Job {
  readonly id: number
  readonly pids: readonly number[]
  readonly text: ByteString
  readonly group: number | undefined
  /** By pid, of those that have ended. */
  readonly statuses: Map<number, number>
  isReported: boolean
}

/** The jobs of a shell, by their numbers. */
export class Jobs {
  readonly #jobs: Job[] = []
  /** What has ended and was not asked for yet, by pid. */
  readonly #known = new Map<number, number>()

  add(pids: readonly number[], text: ByteString, group: number | undefined): Job {
    const id = Math.max(0, ...this.#jobs.map((job) => job.id)) + 1
    const job = { id, pids, text, group, statuses: new Map<number, number>(), isReported: false }
    this.#jobs.push(job)
    return job
  }

  inherit(other: Jobs): void {
    for (const job of other.#jobs) this.#jobs.push(job)
  }

  all(): readonly Job[] {
    return this.#jobs
  }
  remove(job: Job): void {
    const at = this.#jobs.indexOf(job)
    if (at >= 0) this.#jobs.splice(at, 1)
  }
  ofPid(pid: number): Job | undefined {
    return this.#jobs.find(({ pids }) => pids.includes(pid))
  }

  /** A job by `%1`, `%%`, `%+`, `%-`, `%name` or `%?text`. */
  find(text: ByteString): Job | undefined {
    const wanted = text.replace(/^%/, '')
    if (wanted === '' || wanted === '%' || wanted === '+') return this.#jobs.at(-1)
    if (wanted === '-') return this.#jobs.at(-2) ?? this.#jobs.at(-1)
    if (/^\d+$/.test(wanted)) return this.#jobs.find(({ id }) => id === Number(wanted))
    if (wanted.startsWith('?')) return this.#jobs.find(({ text }) => text.includes(wanted.slice(1)))
    return this.#jobs.find(({ text }) => text.startsWith(wanted))
  }

  /** The mark that `jobs` shows of one. */
  markOf(job: Job): '+' | '-' | ' ' {
    if (job === this.#jobs.at(-1)) return '+'
    return job === this.#jobs.at(-2) ? '-' : ' '
  }

  /** What a process that was waited for ended with, for another `wait` of bash. */
  remember(pid: number, status: number): void {
    this.#known.set(pid, status)
    if (this.#known.size > 1000) this.#known.delete(this.#known.keys().next().value!)
  }
  recall(pid: number): number | undefined {
    return this.#known.get(pid)
  }
}
