import { lastSignal, signalNumbers } from '../../kernel/signals.js'

const names = new Map<number, string>(
  Object.entries(signalNumbers).map(([name, number]) => [number, name === 'IO' ? 'POLL' : name]),
)

/** The name of a signal without `SIG`; its number where it has none. */
export const signalName = (number: number): string => names.get(number) ?? String(number)

/** All signals that have names, by number. */
export const namedSignals: ReadonlyMap<number, string> = names

/** Reads a signal by its name, with or without `SIG`, or its number; undefined where it is none. */
export function readSignal(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= lastSignal ? Number(text) : undefined
  const name = text.toUpperCase().replace(/^SIG/, '')
  if (name === 'EXIT') return 0
  return (signalNumbers as Readonly<Record<string, number>>)[name === 'POLL' ? 'IO' : name]
}
