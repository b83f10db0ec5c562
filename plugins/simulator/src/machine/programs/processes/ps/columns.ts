import type { ProcessInfo } from '../../../kernel/proc.js'
import { formatTime } from '../../shared/strftime.js'
import { commandLine, commandName } from '../matching.js'
import type { ProcessView } from './process-view.js'

/** A column of `ps`. */
export interface Column {
  readonly title: string
  readonly width: number
  readonly align: 'left' | 'right'
  readonly value: (process: ProcessInfo, view: ProcessView) => string
  /** What it is sorted by, where that is no text. */
  readonly order?: (process: ProcessInfo, view: ProcessView) => number
}

type Value = Column['value']

const left = (title: string, width: number, value: Value): Column => ({ title, width, align: 'left', value })
const right = (title: string, width: number, value: Value): Column => ({ title, width, align: 'right', value })
const number = (title: string, width: number, order: (process: ProcessInfo, view: ProcessView) => number): Column => ({
  ...right(title, width, (process, view) => String(order(process, view))),
  order,
})

const two = (value: number): string => String(value).padStart(2, '0')
const seconds = ({ used }: ProcessInfo): number => Math.floor(used / 1e6)

/** `[DD-]hh:mm:ss`. */
const clock = (time: number): string => {
  const days = Math.floor(time / 86400)
  const rest = `${two(Math.floor(time / 3600) % 24)}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}`
  return days > 0 ? `${days}-${rest}` : rest
}
/** `[[DD-]hh:]mm:ss`. */
const elapsed = (time: number): string => (time < 3600 ? clock(time).slice(3) : clock(time))
const minutes = (time: number): string => `${Math.floor(time / 60)}:${two(time % 60)}`

const started = ({ startedAt }: ProcessInfo, { now }: ProcessView): string =>
  now - startedAt < 86400e6 ? formatTime('%H:%M', startedAt) : formatTime('%b%d', startedAt)

const terminal: Value = ({ hasTerminal }) => (hasTerminal ? 'pts/0' : '?')
const user: Value = (process, view) => {
  const name = view.user(process)
  return name.length > 8 ? `${name.slice(0, 7)}+` : name
}

const percent = (title: string, order: (process: ProcessInfo, view: ProcessView) => number): Column => ({
  ...right(title, 4, (process, view) => order(process, view).toFixed(1)),
  order,
})

const command: Column = left('COMMAND', 27, commandLine)
const pcpu = percent('%CPU', (process, view) => view.processorShare(process))
const pmem = percent('%MEM', (process, view) => view.memoryShare(process))
const vsz = number('VSZ', 6, (process, view) => view.virtual(process))
const rss = number('RSS', 5, (process, view) => view.resident(process))
const time: Column = { ...right('TIME', 8, (process) => clock(seconds(process))), order: ({ used }) => used }

/** The columns of procps, by the names that `-o` takes (ps(1)). */
export const procpsColumns: Readonly<Record<string, Column>> = {
  pid: number('PID', 7, ({ pid }) => pid),
  tid: number('TID', 7, ({ pid }) => pid),
  ppid: number('PPID', 7, ({ parent }) => parent),
  pgid: number('PGID', 7, ({ group }) => group),
  pgrp: number('PGRP', 7, ({ group }) => group),
  sid: number('SID', 7, ({ session }) => session),
  sess: number('SESS', 7, ({ session }) => session),
  user: left('USER', 8, user),
  euser: left('EUSER', 8, user),
  ruser: left('RUSER', 8, user),
  uname: left('USER', 8, user),
  uid: number('UID', 5, ({ uid }) => uid),
  euid: number('EUID', 5, ({ uid }) => uid),
  ruid: number('RUID', 5, ({ uid }) => uid),
  gid: number('GID', 5, ({ gid }) => gid),
  egid: number('EGID', 5, ({ gid }) => gid),
  group: left('GROUP', 8, (process, view) => view.group(process)),
  egroup: left('EGROUP', 8, (process, view) => view.group(process)),
  pcpu,
  '%cpu': pcpu,
  pmem,
  '%mem': pmem,
  vsz,
  vsize: vsz,
  rss,
  rssize: { ...rss, title: 'RSZ' },
  rsz: { ...rss, title: 'RSZ' },
  tty: left('TT', 8, terminal),
  tt: left('TT', 8, terminal),
  tname: left('TTY', 8, terminal),
  stat: left('STAT', 4, (process, view) => view.state(process)),
  state: left('S', 1, ({ state }) => state),
  s: left('S', 1, ({ state }) => state),
  time,
  cputime: time,
  bsdtime: right('TIME', 6, (process) => minutes(seconds(process))),
  etime: right('ELAPSED', 11, (process, view) => elapsed(view.age(process))),
  etimes: number('ELAPSED', 7, (process, view) => view.age(process)),
  stime: left('STIME', 5, started),
  bsdstart: left('START', 5, started),
  start: right('STARTED', 8, ({ startedAt }) => formatTime('%H:%M:%S', startedAt)),
  start_time: left('START', 5, started),
  lstart: right('STARTED', 24, ({ startedAt }) => formatTime('%a %b %e %H:%M:%S %Y', startedAt)),
  comm: left('COMMAND', 15, commandName),
  ucmd: left('CMD', 15, commandName),
  ucomm: left('COMMAND', 15, commandName),
  args: command,
  command,
  cmd: { ...command, title: 'CMD' },
  ni: right('NI', 3, () => '0'),
  nice: right('NI', 3, () => '0'),
  pri: right('PRI', 3, () => '19'),
  c: right('C', 2, (process, view) => String(Math.floor(view.processorShare(process)))),
  cp: right('CP', 3, () => '0'),
  nlwp: right('NLWP', 4, () => '1'),
  thcount: right('THCNT', 5, () => '1'),
  f: right('F', 1, () => '4'),
  flags: right('F', 1, () => '4'),
  wchan: left('WCHAN', 6, () => '-'),
  psr: right('PSR', 3, () => '0'),
  cls: left('CLS', 3, () => 'TS'),
  sz: right('SZ', 5, (process, view) => String(Math.floor(view.virtual(process) / 4))),
}

const short = (kilobytes: number): string =>
  kilobytes < 10_000
    ? String(kilobytes)
    : kilobytes < 10_240_000
      ? `${Math.round(kilobytes / 1024)}m`
      : `${Math.round(kilobytes / 1048576)}g`

/** The columns of busybox. */
export const busyboxColumns: Readonly<Record<string, Column>> = {
  user: left('USER', 8, (process, view) => view.user(process).slice(0, 8)),
  group: left('GROUP', 8, (process, view) => view.group(process).slice(0, 8)),
  comm: left('COMMAND', 16, commandName),
  args: left('COMMAND', 256, commandLine),
  pid: right('PID', 5, ({ pid }) => String(pid)),
  ppid: right('PPID', 5, ({ parent }) => String(parent)),
  pgid: right('PGID', 5, ({ group }) => String(group)),
  etime: right('ELAPSED', 7, (process, view) => {
    const age = view.age(process)
    return age < 60000 ? minutes(age) : `${Math.floor(age / 3600)}h${two(Math.floor(age / 60) % 60)}`
  }),
  nice: right('NI', 5, () => '0'),
  rgroup: left('RGROUP', 8, (process, view) => view.group(process).slice(0, 8)),
  ruser: left('RUSER', 8, (process, view) => view.user(process).slice(0, 8)),
  time: right('TIME', 5, (process) => minutes(seconds(process))),
  tty: left('TT', 6, ({ hasTerminal }) => (hasTerminal ? '136,0' : '?')),
  vsz: right('VSZ', 4, (process, view) => short(view.virtual(process))),
  sid: right('SID', 5, ({ session }) => String(session)),
  stat: left('STAT', 4, ({ state }) => state),
  rss: right('RSS', 4, (process, view) => short(view.resident(process))),
}
