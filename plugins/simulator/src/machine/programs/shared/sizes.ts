import type { Stat } from '../../files/files.js'

/** The blocks of 512 bytes that a file takes: whole pages, none of what is kept in its inode. */
export function blocksOf({ kind, size }: Pick<Stat, 'kind' | 'size'>): number {
  if (kind === 'directory') return Math.max(1, Math.ceil(size / 4096)) * 8
  return kind === 'file' ? Math.ceil(size / 4096) * 8 : 0
}

/** As GNU's `-h` has it: rounded up, one digit behind the point below 10. `base` is 1000 for `--si`. */
export function humanGnu(bytes: number, base = 1024): string {
  if (bytes < base) return String(bytes)
  const units = base === 1000 ? 'kMGTPE' : 'KMGTPE'
  let value = bytes
  let unit = -1
  while (value >= base && unit < units.length - 1) {
    value /= base
    unit++
  }
  const shown = value < 10 ? Math.ceil(value * 10) / 10 : Math.ceil(value)
  if (shown >= base && unit < units.length - 1) return `1.0${units[unit + 1]}`
  return (shown < 10 ? shown.toFixed(1) : String(shown)) + units[unit]
}

/** As busybox' `-h` has it: rounded to a digit behind the point. */
export function humanBusybox(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T', 'P', 'E']
  let value = bytes
  let unit = 0
  let fraction = 0
  while (value >= 1024 && unit < units.length - 1) {
    fraction = Math.floor(((value % 1024) * 10 + 512) / 1024)
    value = Math.floor(value / 1024)
    unit++
  }
  if (fraction >= 10) {
    value++
    fraction = 0
  }
  return unit === 0 ? String(value) : `${value}.${fraction}${units[unit]}`
}

const multipliers: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  K: 2 ** 10,
  k: 2 ** 10,
  M: 2 ** 20,
  m: 2 ** 20,
  G: 2 ** 30,
  g: 2 ** 30,
  T: 2 ** 40,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
}

/** Reads such as `10`, `4k`, `2MB`; undefined where it is none. */
export function readSize(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,18})([A-Za-z]*)$/.exec(text) ?? []
  const multiplier = multipliers[unit ?? '?']
  return digits === undefined || multiplier === undefined ? undefined : Number(digits) * multiplier
}
