/** Whether a name is another one in other case, or with one letter more, less, or instead of another. */
export function isOneEdit(typed: string, known: string): boolean {
  const [a, b] = [typed.toLowerCase(), known.toLowerCase()]
  if (a === b) return true
  // Short names (`IP`, `ID`) are one letter from each other by their nature.
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const [x, y] = [a.slice(start), b.slice(start)]
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1)
}
