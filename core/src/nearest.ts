/** The known name closest to what was typed, or undefined when none is close (Levenshtein distance over a third). */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.ceil(typed.length / 3)) + 1
  for (const name of known) {
    // Lengths that far apart are as many steps, and what is very long is no slip of the hand.
    if (Math.abs(typed.length - name.length) >= least || typed.length > 200) continue
    const steps = distance(typed.toLowerCase(), name.toLowerCase())
    if (steps < least) [best, least] = [name, steps]
  }
  return best
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const swap = row[j]! + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(swap, row[j + 1]! + 1, next[j]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
