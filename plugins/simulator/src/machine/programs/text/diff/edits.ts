import type { Turns } from '../../../regex/regex.js'

/** A run of lines that differ: `[from, to)` of either side. */
export interface Change {
  readonly oldFrom: number
  readonly oldTo: number
  readonly newFrom: number
  readonly newTo: number
}

// What differs more than this is shown as a whole, for want of time and memory.
const mostSteps = 2000

/** What has to change to make one list of the other (Myers' greedy algorithm, between what is common at both ends). */
export async function changesBetween<T>(
  old: readonly T[],
  now: readonly T[],
  turns: Turns,
): Promise<readonly Change[]> {
  let begin = 0
  while (begin < old.length && begin < now.length && old[begin] === now[begin]) begin++
  let [oldEnd, newEnd] = [old.length, now.length]
  while (oldEnd > begin && newEnd > begin && old[oldEnd - 1] === now[newEnd - 1]) {
    oldEnd--
    newEnd--
  }
  if (begin === oldEnd && begin === newEnd) return []
  const path = await trace(old.slice(begin, oldEnd), now.slice(begin, newEnd), turns)
  if (path === undefined) return [{ oldFrom: begin, oldTo: oldEnd, newFrom: begin, newTo: newEnd }]
  return joined(path.map(([x, y, kind]) => [x + begin, y + begin, kind]))
}

type Step = readonly [x: number, y: number, kind: 'delete' | 'insert']

/** The deletions and insertions in order; undefined where they are too many. */
async function trace<T>(old: readonly T[], now: readonly T[], turns: Turns): Promise<Step[] | undefined> {
  const most = Math.min(old.length + now.length, mostSteps)
  const rows: Int32Array[] = []
  let furthest = new Int32Array(2 * most + 2)
  for (let depth = 0; depth <= most; depth++) {
    const turn = turns.tick()
    if (turn !== undefined) await turn
    rows.push(furthest.slice(most - depth, most + depth + 2))
    const next = furthest.slice()
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const down =
        diagonal === -depth || (diagonal !== depth && furthest[most + diagonal - 1]! < furthest[most + diagonal + 1]!)
      let x = depth === 0 ? 0 : down ? furthest[most + diagonal + 1]! : furthest[most + diagonal - 1]! + 1
      let y = x - diagonal
      while (x < old.length && y < now.length && old[x] === now[y]) {
        x++
        y++
      }
      next[most + diagonal] = x
      if (x >= old.length && y >= now.length) return backtrack(rows, depth, old.length, now.length)
    }
    furthest = next
  }
  return undefined
}

function backtrack(rows: readonly Int32Array[], depths: number, oldLength: number, newLength: number): Step[] {
  const steps: Step[] = []
  let [x, y] = [oldLength, newLength]
  for (let depth = depths; depth > 0; depth--) {
    const row = rows[depth]!
    const at = (diagonal: number): number => row[diagonal + depth]!
    const diagonal = x - y
    const down = diagonal === -depth || (diagonal !== depth && at(diagonal - 1) < at(diagonal + 1))
    const before = down ? diagonal + 1 : diagonal - 1
    const [oldX, oldY] = [at(before), at(before) - before]
    steps.push([oldX, oldY, down ? 'insert' : 'delete'])
    x = oldX
    y = oldY
  }
  return steps.reverse()
}

function joined(steps: readonly Step[]): Change[] {
  const changes: { oldFrom: number; oldTo: number; newFrom: number; newTo: number }[] = []
  for (const [x, y, kind] of steps) {
    const last = changes.at(-1)
    const added = kind === 'delete' ? { oldTo: x + 1, newTo: y } : { oldTo: x, newTo: y + 1 }
    if (last !== undefined && last.oldTo === x && last.newTo === y) Object.assign(last, added)
    else changes.push({ oldFrom: x, newFrom: y, ...added })
  }
  return changes
}
