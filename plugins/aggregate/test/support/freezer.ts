import type { InlineBackend, Job } from 'libswarm-core'

/** An engine that may freeze at an operation, and goes on later with all that it was asked for, as a process that was stopped. */
export class Freezer {
  at: string | undefined
  /** What it refuses, and how often it has. */
  refuses: string | undefined
  refused = 0
  #thawed: Promise<void> | undefined
  #thaw: () => void = () => undefined

  get isFrozen(): boolean {
    return this.#thawed !== undefined
  }

  thaw(): void {
    this.at = undefined
    this.#thawed = undefined
    this.#thaw()
  }

  readonly backend: InlineBackend = {
    name: 'freezer',
    simulated: true,
    install: (engine) =>
      engine.catchAll(async (job) => {
        if (job.operation === this.refuses) {
          this.refused++
          throw engine.error('Internal', `${job.operation} is not possible today`)
        }
        if (job.operation === this.at) this.#thawed ??= new Promise((resolve) => (this.#thaw = resolve))
        if (this.#thawed === undefined) return engine.next!.run(job)
        await this.#thawed
        // Who asked has gone: an engine does it nevertheless.
        return engine.next!.run(changes.has(job.operation) ? withoutSignal(job) : job)
      }),
  }
}

const changes = new Set(['ContainerCreate', 'ContainerStart', 'ContainerStop', 'ContainerRename', 'ContainerDelete'])

const withoutSignal = (job: unknown) => (job as Job).with({ signal: new AbortController().signal })
