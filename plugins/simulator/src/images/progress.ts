import type { Answer } from 'libswarm-core'

type Message = Answer<'ImageCreate'>

/** How far a layer is: the numbers, and the bar that old clients print (moby `pkg/jsonmessage`). */
export function progress(status: string, id: string, current: number, total: number): Message {
  const half = Math.min(Math.trunc(Math.trunc((current / total) * 100) / 2), 50)
  const bar = `[${'='.repeat(half)}>${' '.repeat(50 - half)}]`
  const text = `${bar} ${humanSize(current).padStart(8)}/${humanSize(total)}`
  return { status, progressDetail: { current, total }, progress: text, id }
}

/** Bytes as Docker writes them: `3.997kB`, four digits at most (go-units `HumanSize`). */
export function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, at] = [bytes, 0]
  while (value >= 1000 && at < units.length - 1) [value, at] = [value / 1000, at + 1]
  return `${Number(value.toPrecision(4))}${units[at]}`
}
