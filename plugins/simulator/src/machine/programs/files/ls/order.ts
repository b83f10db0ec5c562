import type { Turns } from '../../../regex/regex.js'
import { mergeSort } from '../../shared/merge-sort.js'
import type { Entry } from './entry.js'
import type { Settings } from './settings.js'

const byBytes = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

function extension(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot)
}

/** Names with numbers in them, by what they count. */
function byVersion(one: string, other: string): number {
  const parts = (name: string): string[] => name.match(/\d+|\D+/g) ?? []
  const [ours, theirs] = [parts(one), parts(other)]
  for (let at = 0; at < Math.min(ours.length, theirs.length); at++) {
    const [left, right] = [ours[at]!, theirs[at]!]
    const numbers = /^\d/.test(left) && /^\d/.test(right)
    const order = numbers ? Number(left) - Number(right) : byBytes(left, right)
    if (order !== 0) return order
  }
  return ours.length - theirs.length || byBytes(one, other)
}

/** Puts entries into the order that was asked for, and lets others have their turn meanwhile. */
export async function ordered(entries: readonly Entry[], settings: Settings, turns: Turns): Promise<readonly Entry[]> {
  const { sort, time, isReversed, directoriesFirst } = settings
  const compare = (one: Entry, other: Entry): number => {
    if (sort === 'size') return other.stat.size - one.stat.size || byBytes(one.name, other.name)
    if (sort === 'time') return other.stat[time] - one.stat[time] || byBytes(one.name, other.name)
    if (sort === 'version') return byVersion(one.name, other.name)
    if (sort === 'extension')
      return byBytes(extension(one.name), extension(other.name)) || byBytes(one.name, other.name)
    return byBytes(one.name, other.name)
  }
  const found = sort === 'none' ? entries : await mergeSort(entries, compare, turns)
  const sorted = isReversed && sort !== 'none' ? [...found].reverse() : found
  if (!directoriesFirst) return sorted
  const isDirectory = ({ stat, target }: Entry): boolean => (target?.stat ?? stat).kind === 'directory'
  return [...sorted.filter(isDirectory), ...sorted.filter((entry) => !isDirectory(entry))]
}
