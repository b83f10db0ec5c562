import type { KeyValue } from '../etcd/keys.js'
import type { KeyEvent } from '../etcd/watch.js'
import { mostChildren, quoted, readEntry } from './entry.js'
import type { ChildEntry } from './source.js'
import { sentenceOf } from './trouble.js'

/** What a key was read as. One that is wrong keeps the child that it was. */
interface Held {
  readonly child: ChildEntry | undefined
  readonly problem: string | undefined
}

/** The children that the keys of a prefix are. */
export class EtcdChildren {
  #held = new Map<string, Held>()

  /** These keys are there, and no others. */
  replace(keys: readonly KeyValue[]): void {
    this.#held = new Map(keys.map((keyValue) => [keyValue.key, this.#read(keyValue)]))
  }

  take(event: KeyEvent): void {
    if (event.type === 'delete') this.#held.delete(event.key)
    else this.#held.set(event.key, this.#read(event))
  }

  /** The children in the order of their keys, and what is wrong with a key; the first of a name counts. */
  current(): { readonly list: readonly ChildEntry[]; readonly problem: string | undefined } {
    const children = new Map<string, ChildEntry>()
    const problems: string[] = []
    const held = [...this.#held].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [key, { child, problem }] of held) {
      if (problem !== undefined) problems.push(`${key}: ${problem}`)
      if (child === undefined) continue
      if (children.has(child.name)) problems.push(`${key}: a key before it is named ${quoted(child.name)} as well`)
      else if (children.size === mostChildren) problems.push(`${key}: more than ${mostChildren} children`)
      else children.set(child.name, child)
    }
    const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
    return { list: [...children.values()], problem: problems[0] === undefined ? undefined : problems[0] + others }
  }

  #read({ key, value }: Pick<KeyValue, 'key' | 'value'>): Held {
    try {
      return { child: readEntry(key.slice(key.lastIndexOf('/') + 1), valueOf(value)), problem: undefined }
    } catch (thrown) {
      return { child: this.#held.get(key)?.child, problem: sentenceOf(thrown) }
    }
  }
}

/** A value is JSON where it begins as an object does, and a spec elsewise. */
function valueOf(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return text
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error('expected {"spec": …, "labels": …} or a backend, and it is no valid JSON', { cause })
  }
}
