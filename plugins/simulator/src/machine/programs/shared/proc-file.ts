import { fromBytes } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'

/** The text of a file of `/proc`; nothing where it is not mounted. */
export function procFile({ host, caller }: Proc, name: string): string {
  try {
    return fromBytes(host.files.readFile(`/proc/${name}`, caller))
  } catch (thrown) {
    if (thrown instanceof Errno) return ''
    throw thrown
  }
}

/** How many processors there are. */
export const processorsOf = (proc: Proc): number => procFile(proc, 'cpuinfo').match(/^processor\t/gm)?.length ?? 1

/** A row of `/proc/meminfo`, in kilobytes. */
export const memoryOf = (proc: Proc, row: string): number =>
  Number(new RegExp(`^${row}: *(\\d+)`, 'm').exec(procFile(proc, 'meminfo'))?.[1] ?? 0)

/** Seconds since the machine began. */
export function uptimeOf(proc: Proc): number {
  const [up] = procFile(proc, 'uptime').split(' ')
  return up === undefined || up === '' ? (proc.host.now() - proc.host.bootedAt) / 1e6 : Number(up)
}

/** The three averages, as `/proc/loadavg` has them. */
export const loadOf = (proc: Proc): string => {
  const [one = '0.00', five = '0.00', fifteen = '0.00'] = procFile(proc, 'loadavg').split(' ')
  return `${one || '0.00'}, ${five}, ${fifteen}`
}
