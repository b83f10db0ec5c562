import type { Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { memoryOf } from '../shared/proc-file.js'
import { humanBusybox } from '../shared/sizes.js'
import { refuse } from '../shared/words.js'

const titles = ['total', 'used', 'free', 'shared', 'buff/cache', 'available']

/** Shows how much memory is free. */
export const free: Program = async (proc) => {
  const gnu = proc.flavor === 'gnu'
  if (!gnu && proc.argv.slice(1).some((word) => !/^-[bkmgh]+$/.test(word)))
    return refuse(proc, { short: '', usage: '[-bkmgh]' }, '')
  const words = readOptions(proc, {
    short: 'bkmghtwlc:s:',
    long: { bytes: 'b', kibi: 'k', mebi: 'm', gibi: 'g', human: 'h', total: 't', wide: 'w' },
  })
  if (words === undefined) return 1
  const unit = words.options.findLast(([name]) => 'bkmgh'.includes(name))?.[0] ?? 'k'
  const shown = (kilobytes: number): string => {
    if (unit === 'h') return gnu ? humanProcps(kilobytes * 1024) : humanBusybox(kilobytes * 1024)
    const divided = (kilobytes * 1024) / { b: 1, k: 1024, m: 2 ** 20, g: 2 ** 30 }[unit as 'b' | 'k' | 'm' | 'g']
    return String(gnu ? Math.floor(divided) : Math.round(divided))
  }
  const row = (name: string): number => memoryOf(proc, name)
  const cache = row('Buffers') + row('Cached') + row('SReclaimable')
  const total = row('MemTotal')
  const used = gnu ? total - row('MemAvailable') : total - row('MemFree') - cache
  const memory = [total, used, row('MemFree'), row('Shmem'), cache, row('MemAvailable')].map(shown)
  const swap = [row('SwapTotal'), row('SwapTotal') - row('SwapFree'), row('SwapFree')].map(shown)
  const line = (name: string, cells: readonly string[]): string => {
    return `${name.padEnd(gnu ? 8 : 7)}${cells.map((cell) => cell.padStart(12)).join('')}\n`
  }
  const sum = [
    row('MemTotal') + row('SwapTotal'),
    used + row('SwapTotal') - row('SwapFree'),
    row('MemFree') + row('SwapFree'),
  ].map(shown)
  const last = words.has('t') ? line('Total:', sum) : ''
  await proc.write(1, `${line('', titles)}${line('Mem:', memory)}${line('Swap:', swap)}${last}`)
  return 0
}

/** As procps' `-h`: at most three digits. */
function humanProcps(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < 5) {
    value /= 1024
    unit++
  }
  const number =
    unit === 0 ? String(value) : value < 10 ? (Math.floor(value * 10) / 10).toFixed(1) : String(Math.floor(value))
  return `${number}${['B', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'][unit]}`
}
