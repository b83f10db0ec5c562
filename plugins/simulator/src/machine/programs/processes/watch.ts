import type { Proc, Program } from '../../kernel/proc.js'
import { readDuration } from '../shared/durations.js'
import { codeOf } from '../shared/run-command.js'
import { formatTime } from '../shared/strftime.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Usage = {
  short: '+dn:tegxbcp',
  long: { 'interval:': 'n', 'no-title': 't', differences: 'd', errexit: 'e', chgexit: 'g', exec: 'x' },
  usage: '[-n SEC] [-t] PROG ARGS',
}

/** Runs a command again and again. */
export const watch: Program = async (proc) => {
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuse(proc, usage, 'no command')
  const interval = Math.max(100_000, readDuration(words.last('n') ?? '2') ?? 2e6)
  const line = words.operands.join(' ')
  for (;;) {
    await proc.write(1, '\x1b[H\x1b[2J')
    if (!words.has('t')) await proc.write(1, title(proc, interval, line))
    const pid = proc.spawn('/bin/sh', ['sh', '-c', line])
    const ended = await proc.wait(pid)
    if (words.has('e') && ended !== undefined && codeOf(ended) !== 0) return codeOf(ended)
    await proc.sleep(interval)
  }
}

function title(proc: Proc, interval: number, line: string): string {
  const width = proc.terminalSize()?.columns ?? 80
  const every = `Every ${(interval / 1e6).toFixed(1)}s: ${line}`
  const time = formatTime(proc.flavor === 'gnu' ? '%a %b %e %H:%M:%S %Y' : '%Y-%m-%d %H:%M:%S', proc.host.now())
  const right = proc.flavor === 'gnu' ? `${proc.host.hostname}: ${time}` : time
  return `${every.slice(0, Math.max(0, width - right.length - 1)).padEnd(Math.max(0, width - right.length))}${right}\n\n`
}
