import type { ByteString } from '../../byte-string.js'

/** Text that was parsed, in which nodes have their places. */
export class Source {
  readonly text: ByteString
  /** The number of its first line. */
  readonly firstLine: number
  #starts: readonly number[] | undefined

  constructor(text: ByteString, firstLine = 1) {
    this.text = text
    this.firstLine = firstLine
  }

  /** The line that a place is in. */
  lineAt(pos: number): number {
    const starts = (this.#starts ??= startsOf(this.text))
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= pos) low = middle
      else high = middle
    }
    return this.firstLine + low
  }

  slice({ pos, end }: { readonly pos: number; readonly end: number }): ByteString {
    return this.text.slice(pos, end)
  }
}

function startsOf(text: ByteString): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
