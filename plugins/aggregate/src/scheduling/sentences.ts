import type { NodeSnapshot } from './snapshot.js'

const mostNames = 5
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** `a, b and 3 more`. */
export function namesOf(nodes: readonly NodeSnapshot[]): string {
  const names = nodes.slice(0, mostNames).map(({ name }) => name)
  const more = nodes.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

/** Bytes as Docker shows them: `1.5GiB`. */
export function showBytes(bytes: number): string {
  const size = Math.max(bytes, 0)
  const power = size < 1024 ? 0 : Math.min(Math.floor(Math.log2(size) / 10), units.length - 1)
  return `${Number((size / 1024 ** power).toPrecision(4))}${units[power]}`
}

/** Billionths of a CPU as CPUs: `1.5`. */
export const showCpus = (nanoCpus: number): string => String(Number((Math.max(nanoCpus, 0) / 1e9).toFixed(3)))
