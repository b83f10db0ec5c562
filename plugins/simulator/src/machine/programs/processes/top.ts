import type { Proc, ProcessInfo, Program } from '../../kernel/proc.js'
import { readOptions } from '../options.js'
import { readDuration } from '../shared/durations.js'
import { loadOf, memoryOf, procFile, processorsOf } from '../shared/proc-file.js'
import { formatTime } from '../shared/strftime.js'
import { upText } from '../system/uptime.js'
import { commandLine, commandName } from './matching.js'
import { ProcessView } from './ps/process-view.js'

/** Shows the processes that use most, again and again; without a screen to draw on, one table after the other. */
export const top: Program = async (proc) => {
  const words = readOptions(proc, { short: 'bn:d:HmisScE:e:u:p:o:w::' })
  if (words === undefined) return 1
  const rounds = words.has('n') ? Number(words.last('n')) : Infinity
  const interval = Math.max(100_000, readDuration(words.last('d') ?? '3') ?? 3e6)
  const isScreen = !words.has('b') && proc.isTerminal(1)
  const rows = isScreen ? (proc.terminalSize()?.rows ?? 24) : Infinity
  const before = new Map<number, number>()
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await proc.sleep(interval)
    const shares = sharesSince(proc, before, interval)
    const lines = proc.flavor === 'gnu' ? procpsLines(proc, shares) : busyboxLines(proc, shares)
    const separator = round > 0 && !isScreen && proc.flavor === 'gnu' ? '\n' : ''
    await proc.write(
      1,
      separator +
        (isScreen ? '\x1b[H\x1b[2J' : '') +
        lines
          .slice(0, rows)
          .map((line) => `${line}\n`)
          .join(''),
    )
  }
  return 0
}

/** How much of a processor each has used since the last round, in percent. */
function sharesSince(proc: Proc, before: Map<number, number>, interval: number): (process: ProcessInfo) => number {
  const shares = new Map<number, number>()
  for (const { pid, used, startedAt } of proc.host.processes()) {
    const length = before.has(pid) ? interval : Math.max(1, proc.host.now() - startedAt)
    shares.set(pid, Math.min(100, ((used - (before.get(pid) ?? 0)) * 100) / length))
    before.set(pid, used)
  }
  return ({ pid }) => shares.get(pid) ?? 0
}

function busyboxLines(proc: Proc, share: (process: ProcessInfo) => number): string[] {
  const view = new ProcessView(proc)
  const processes = [...proc.host.processes()].sort((one, other) => share(other) - share(one) || one.pid - other.pid)
  const [total, free] = [memoryOf(proc, 'MemTotal'), memoryOf(proc, 'MemFree')]
  const busy = Math.min(
    100,
    Math.round(processes.reduce((sum, process) => sum + share(process), 0) / processorsOf(proc)),
  )
  const percent = (value: number): string => `${String(value).padStart(4)}%`
  const rows = processes.map((process) => {
    const front = `${String(process.pid).padStart(5)} ${String(process.parent).padStart(5)} ${view.user(process).slice(0, 8).padEnd(8)}`
    const size = String(view.virtual(process)).padStart(5)
    const memory = total === 0 ? 0 : Math.round((view.virtual(process) * 100) / total)
    return `${front} ${process.state.padEnd(4)} ${size}${percent(memory)}${percent(Math.round(share(process)))} ${commandLine(process)}`
  })
  return [
    `Mem: ${total - free}K used, ${free}K free, ${memoryOf(proc, 'Shmem')}K shrd, ${memoryOf(proc, 'Buffers')}K buff, ${memoryOf(proc, 'Cached')}K cached`,
    `CPU: ${percent(busy).slice(1)} usr   0% sys   0% nic ${percent(100 - busy).slice(1)} idle   0% io   0% irq   0% sirq`,
    `Load average: ${procFile(proc, 'loadavg').trim()}`,
    '  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND',
    ...rows,
  ]
}

function procpsLines(proc: Proc, share: (process: ProcessInfo) => number): string[] {
  const view = new ProcessView(proc)
  const processes = [...proc.host.processes()].sort((one, other) => share(other) - share(one) || one.pid - other.pid)
  const inState = (state: string): string =>
    String(processes.filter((process) => process.state === state).length).padStart(3)
  const busy = Math.min(100, processes.reduce((sum, process) => sum + share(process), 0) / processorsOf(proc))
  const mebibytes = (row: string): string => (memoryOf(proc, row) / 1024).toFixed(1).padStart(8)
  const used = ((memoryOf(proc, 'MemTotal') - memoryOf(proc, 'MemAvailable')) / 1024).toFixed(1).padStart(8)
  const cache = ((memoryOf(proc, 'Buffers') + memoryOf(proc, 'Cached') + memoryOf(proc, 'SReclaimable')) / 1024)
    .toFixed(1)
    .padStart(8)
  const rows = processes.map((process) => {
    const hundredths = Math.floor(process.used / 10_000)
    const time = `${Math.floor(hundredths / 6000)}:${String(Math.floor(hundredths / 100) % 60).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`
    return [
      String(process.pid).padStart(7),
      view.user(process).slice(0, 8).padEnd(8),
      ' 20   0',
      String(view.virtual(process)).padStart(7),
      String(view.resident(process)).padStart(6),
      '     0',
      process.state,
      share(process).toFixed(1).padStart(5),
      view.memoryShare(process).toFixed(1).padStart(5),
      time.padStart(9),
      commandName(process),
    ].join(' ')
  })
  return [
    `top - ${formatTime('%H:%M:%S', proc.host.now())} up ${upText(proc)},  0 user,  load average: ${loadOf(proc)}`,
    `Tasks: ${String(processes.length).padStart(3)} total, ${inState('R')} running, ${inState('S')} sleeping, ${inState('T')} stopped, ${inState('Z')} zombie`,
    `%Cpu(s): ${busy.toFixed(1).padStart(4)} us,  0.0 sy,  0.0 ni, ${(100 - busy).toFixed(1).padStart(4)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st `,
    `MiB Mem : ${mebibytes('MemTotal')} total, ${mebibytes('MemFree')} free, ${used} used, ${cache} buff/cache     `,
    `MiB Swap: ${mebibytes('SwapTotal')} total, ${mebibytes('SwapFree')} free,      0.0 used. ${mebibytes('MemAvailable')} avail Mem `,
    '',
    '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
    ...rows,
  ]
}
