import type { Proc, Program } from '../../kernel/proc.js'
import { wordsOf, type Usage } from '../shared/words.js'
import { byName } from './matching.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'so:', usage: '[-s] [-o PID] [NAME]...' },
  gnu: { short: 'csnzxo:qS:', usage: '[-s] [-o PID] NAME...' },
}

/** Shows the numbers of the processes of a program, the newest first. */
export const pidof: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  const omitted = words.options
    .filter(([name]) => name === 'o')
    .map(([, argument]) => (argument === '%PPID' ? proc.parent : Number(argument)))
  const pids = proc.host
    .processes()
    .filter(({ pid, state }) => pid !== proc.pid && state !== 'Z' && !omitted.includes(pid))
    .filter((process) => words.operands.some((name) => byName(process, name)))
    .map(({ pid }) => pid)
    .sort((one, other) => other - one)
  const shown = words.has('s') ? pids.slice(0, 1) : pids
  if (shown.length === 0) return 1
  if (!words.has('q')) await proc.write(1, `${shown.join(' ')}\n`)
  return 0
}
