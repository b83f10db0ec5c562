import type { DockerResult } from '../docker.js'
import type { Recorded, Step } from './step.js'

/**
 * Names ids by where they are first seen, so that the same id is the same text everywhere, and another answer to one
 * command leaves what later ones say as it is.
 */
export class Ids {
  private readonly seen = new Map<string, string>()
  private step = 0
  private inStep = 0

  /** Begins the next command. */
  next(): void {
    this.step += 1
    this.inStep = 0
  }

  /** A text with `<id 7.2>` for the second id, short or long, that came up in the seventh command. */
  named(text: string): string {
    return text.replace(id, (found) => {
      const short = found.slice(0, 12)
      if (!this.seen.has(short)) this.seen.set(short, `${this.step}.${(this.inStep += 1)}`)
      return `<id ${this.seen.get(short)}>`
    })
  }
}

/** A result as it is recorded. */
export function recorded(step: Step, { code, stdout, stderr }: DockerResult, ids: Ids): Recorded {
  ids.next()
  const lines = (text: string) => {
    const masked = withoutDiffering(step.mask === undefined ? text : text.replace(step.mask, ''))
    const all = masked.replace(/\n$/, '').split('\n')
    // By what does not differ: ids are another order each time.
    const ordered = step.sorted === true ? all.toSorted(byShape) : all
    return ordered.length === 1 && ordered[0] === '' ? [] : ordered.map((line) => ids.named(line))
  }
  return { command: step.command, code, stdout: lines(stdout), stderr: lines(stderr) }
}

const id = /\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b/g

function byShape(one: string, other: string): number {
  const [left, right] = [one.replace(id, ''), other.replace(id, '')]
  return left < right ? -1 : left > right ? 1 : 0
}

/** A text without times, sizes, widths of columns, and what the versions of the CLI word differently. */
export function withoutDiffering(text: string): string {
  return differing.reduce((changed, [what, name]) => changed.replace(what, name), text)
}

const differing: readonly (readonly [what: RegExp, name: string])[] = [
  [/\r/g, '<cr>'],
  // What a real engine says of a file of a container's is a path of its host.
  [/(?<=lstat |source )\/\S*?\/dir\/[0-9a-f]{64}/g, ''],
  // docker may or may not get to complaining of its own pipe.
  [/^time=\S+ level=error msg="Can't (add|close) .*\n/gm, ''],
  [/\/tmp\/steps-\w{6}/g, '<folder>'],
  // docker 20.10 says this when it comes to it before the other error.
  [/^time=\S+ level=error msg="error waiting for container: .*\n/gm, ''],
  [/(?!0001-)\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d\d:?\d\d( [A-Z]+)?)?/g, '<time>'],
  [/\b(Less than a second|About an? \w+|\d+ (seconds?|minutes?|hours?|days?|weeks?|months?|years?))\b/gi, '<while>'],
  [/\b(?!0B)\d+(\.\d+)?[kMGT]?B\b/g, '<size>'],
  [/"Pid":\d+/g, '"Pid":<pid>'],
  [/02:42(:[0-9a-f]{2}){4}/g, '<mac>'],
  // Columns are as wide as their widest cell.
  [/(?<=\S) {2,}/g, '  '],
  [/ +$/gm, ''],
]
