import { swarmError } from 'libswarm-core'
import type { ChildEntry, Source } from '../../dist/discovery/source.js'
import { until } from './until.js'

/** Makes errors, as the handle of a backend does. */
export const fail = swarmError

/** What a source has told, and how it is told of more. */
export class Observed {
  /** Each list of children as `name=spec` lines, the latest last. */
  readonly lists: (readonly string[])[] = []
  /** The sentences of troubles, and `recovered`. */
  readonly said: string[] = []
  children: readonly ChildEntry[] = []
  end: () => Promise<void> = () => Promise.resolve()

  /** Watches a source; resolves as `watch` does. */
  static async of(source: Source): Promise<Observed> {
    const observed = new Observed()
    observed.end = await source.watch({
      changed: (children) => {
        observed.children = children
        observed.lists.push(children.map(({ name, spec }) => `${name}=${spec}`))
      },
      troubled: (sentence) => void observed.said.push(sentence),
      recovered: () => void observed.said.push('recovered'),
    })
    return observed
  }

  get names(): string {
    return this.children.map(({ name }) => name).join(' ')
  }

  /** Waits until the names of the children are these, with spaces in between. */
  async has(names: string, limit?: number): Promise<void> {
    await until(`the children are "${names}", not "${this.names}"`, () => this.names === names, limit)
  }

  /** Waits until the last that was said fits. */
  async says(pattern: RegExp, limit?: number): Promise<void> {
    await until(`${pattern} is said`, () => pattern.test(this.said.at(-1) ?? ''), limit)
  }
}
