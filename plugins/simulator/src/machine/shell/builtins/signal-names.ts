import { signalNumbers } from '../../kernel/signals.js'
import type { Dialect } from '../dialect.js'

const names = new Map<number, string>(Object.entries(signalNumbers).map(([name, number]) => [number, name]))
for (let number = 34; number <= 64; number++) names.set(number, realTime(number))

function realTime(number: number): string {
  if (number === 34) return 'RTMIN'
  if (number === 64) return 'RTMAX'
  return number <= 49 ? `RTMIN+${number - 34}` : `RTMAX-${64 - number}`
}

/** The name of a signal without `SIG`. */
export const signalName = (number: number): string | undefined => (number === 0 ? 'EXIT' : names.get(number))

/** The number of a signal by its name, with or without `SIG`, or by itself. */
export function numberOfSignal(given: string): number | undefined {
  if (/^\d+$/.test(given)) return Number(given) <= 64 ? Number(given) : undefined
  const wanted = given.toUpperCase().replace(/^SIG/, '')
  if (wanted === 'EXIT') return 0
  if (wanted === 'CLD') return 17
  return [...names].find(([, name]) => name === wanted)?.[0]
}

/** What `kill -l` prints. */
export function signalList(dialect: Dialect): string {
  const all = [...names].sort(([a], [b]) => a - b)
  if (dialect === 'dash') return `0\n${dashNames().join('\n')}\n`
  if (dialect === 'ash') return all.map(([number, name]) => `${String(number).padStart(2)}) ${name}\n`).join('')
  const cells = all.map(([number, name]) => `${String(number).padStart(2)}) SIG${name}`)
  const lines: string[] = []
  for (let at = 0; at < cells.length; at += 5) lines.push(cells.slice(at, at + 5).join('\t'))
  return `${lines.join('\n')}\n`
}

const dashNames = (): readonly string[] =>
  Array.from({ length: 64 }, (_, at) => names.get(at + 1) ?? String(at + 1)).map((name) => name)
