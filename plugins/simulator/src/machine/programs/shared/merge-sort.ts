import type { Turns } from '../../regex/regex.js'

const runLength = 256

type Compare<T> = (one: T, other: T) => number

/** Sorts, and lets others have their turn meanwhile; what is equal stays in order. */
export async function mergeSort<T>(all: readonly T[], compare: Compare<T>, turns: Turns): Promise<readonly T[]> {
  let runs: T[][] = []
  for (let at = 0; at < all.length; at += runLength) {
    runs.push(all.slice(at, at + runLength).sort(compare))
    await turns.tick()
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let index = 0; index < runs.length; index += 2) {
      const second = runs[index + 1]
      merged.push(second === undefined ? runs[index]! : await merge(runs[index]!, second, compare, turns))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<T>(a: readonly T[], b: readonly T[], compare: Compare<T>, turns: Turns): Promise<T[]> {
  const merged: T[] = []
  let [one, two] = [0, 0]
  while (one < a.length && two < b.length) {
    merged.push(compare(a[one]!, b[two]!) <= 0 ? a[one++]! : b[two++]!)
    if (merged.length % 64 !== 0) continue
    const turn = turns.tick()
    if (turn !== undefined) await turn
  }
  return merged.concat(a.slice(one), b.slice(two))
}
