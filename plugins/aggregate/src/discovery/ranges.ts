const range = /\[(\d{1,9}):(\d{1,9})\]/

/**
 * The texts that one with ranges stands for, as Docker Swarm classic reads `10.0.0.[10:200]:2375` (the `Generate` of
 * moby's `pkg/discovery`): each number from the first to the last one. Several ranges are each with each.
 *
 * @throws an `Error` for a range that ends before it begins, and for more than `most` texts
 */
export function expandRanges(text: string, most: number): readonly string[] {
  const found = range.exec(text)
  if (found === null) return [text]
  const [whole, first, last] = found
  const from = Number(first)
  const to = Number(last)
  if (to < from) throw new Error(`the range ${whole} ends before it begins`)
  const head = text.slice(0, found.index)
  const tails = expandRanges(text.slice(found.index + whole.length), most)
  if ((to - from + 1) * tails.length > most) {
    throw new Error(`${JSON.stringify(text)} is more than ${most.toLocaleString('en')} addresses`)
  }
  return Array.from({ length: to - from + 1 }, (_, index) =>
    tails.map((tail) => `${head}${from + index}${tail}`),
  ).flat()
}
