import type { Place } from './node.js'

/** Turns offsets of a text into places of its file. */
export function placesIn(file: string, text: string): (offset: number) => Place {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return { file, line: low + 1, column: offset - starts[low]! + 1 }
  }
}
