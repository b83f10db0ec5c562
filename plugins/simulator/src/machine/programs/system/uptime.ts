import type { Proc, Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { loadOf, uptimeOf } from '../shared/proc-file.js'
import { formatTime } from '../shared/strftime.js'

const two = (value: number): string => String(value).padStart(2, '0')

/** How long the machine is up: `1 day,  2:03`, `14:23`, `5 min`. */
export function upText(proc: Proc): string {
  const minutes = Math.floor(uptimeOf(proc) / 60)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  const front = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `
  return front + (hours > 0 ? `${String(hours).padStart(2)}:${two(minutes % 60)}` : `${minutes % 60} min`)
}

function prettyText(proc: Proc): string {
  const minutes = Math.floor(uptimeOf(proc) / 60)
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(minutes / 10080), 'week'],
    [Math.floor(minutes / 1440) % 7, 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ]
  const said = parts.filter(([count], at) => count > 0 || (at === 3 && minutes < 1))
  return `up ${said.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(', ')}`
}

/** Shows how long the machine is up. */
export const uptime: Program = async (proc) => {
  const gnu = proc.flavor === 'gnu'
  const words = readOptions(proc, { short: gnu ? 'ps' : '', long: gnu ? { pretty: 'p', since: 's' } : {} })
  if (words === undefined) return 1
  const now = proc.host.now()
  if (words.has('p')) await proc.write(1, `${prettyText(proc)}\n`)
  else if (words.has('s')) await proc.write(1, `${formatTime('%Y-%m-%d %H:%M:%S', now - uptimeOf(proc) * 1e6)}\n`)
  else
    await proc.write(
      1,
      ` ${formatTime('%H:%M:%S', now)} up ${upText(proc)},  0 user${gnu ? '' : 's'},  load average: ${loadOf(proc)}\n`,
    )
  return 0
}
