import type { Listed } from '../processes/processes.js'
import type { Instant } from '../world.js'

/** What a table depends on besides the processes. */
export interface Seen {
  readonly now: Instant
  /** Bytes that the host has. */
  readonly memory: number
}

interface Column {
  readonly title: string
  readonly value: (process: Listed, seen: Seen) => string
}

const clockTime = (at: Instant): string => new Date(at / 1000).toISOString().slice(11, 16)
const command = ({ argv }: Listed): string => argv.join(' ')
const userOf = ({ user }: Listed): string => user
const terminal = ({ tty }: Listed): string => (tty ? 'pts/0' : '?')
const name = ({ argv }: Listed): string => argv[0]!.split('/').at(-1)!
const days = (length: Instant): string => {
  const time = new Date(length / 1000).toISOString()
  return length >= 3_600_000_000 ? time.slice(11, 19) : time.slice(14, 19)
}

const second = 1_000_000

/** Kilobytes that a small program has, in its pages and in all. */
const resident = ({ held }: Listed): number => 1380 + Math.ceil(held / 1024)
const virtual = (process: Listed): number => resident(process) + 888

/** CPU time: hours, minutes and seconds. */
function timeOf({ used }: Listed): string {
  const seconds = Math.floor(used / second)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** CPU time for each of the time that it has run, in tenths of a percent. */
const shareOf = ({ used, startedAt }: Listed, { now }: Seen): number => {
  const lived = now - startedAt
  return lived < second ? 0 : Math.min(999, Math.floor((used * 1000) / lived))
}
const percentOf = (process: Listed, seen: Seen): string => (shareOf(process, seen) / 10).toFixed(1)
const memoryOf = (process: Listed, { memory }: Seen): string => ((resident(process) * 1024 * 100) / memory).toFixed(1)

// The columns of ps(1) by their codes.
const columns: Readonly<Record<string, Column>> = {
  '%cpu': { title: '%CPU', value: percentOf },
  '%mem': { title: '%MEM', value: memoryOf },
  args: { title: 'COMMAND', value: command },
  bsdtime: {
    title: 'TIME',
    value: ({ used }) => `${Math.floor(used / second / 60)}:${String(Math.floor(used / second) % 60).padStart(2, '0')}`,
  },
  c: { title: 'C', value: (process, seen) => String(Math.floor(shareOf(process, seen) / 10)) },
  cmd: { title: 'CMD', value: command },
  comm: { title: 'COMMAND', value: name },
  command: { title: 'COMMAND', value: command },
  etime: { title: 'ELAPSED', value: ({ startedAt }, { now }) => days(now - startedAt) },
  group: { title: 'GROUP', value: userOf },
  ni: { title: 'NI', value: () => '0' },
  pcpu: { title: '%CPU', value: percentOf },
  pid: { title: 'PID', value: ({ pid }) => String(pid) },
  pmem: { title: '%MEM', value: memoryOf },
  ppid: { title: 'PPID', value: ({ parent }) => String(parent) },
  pri: { title: 'PRI', value: () => '19' },
  rss: { title: 'RSS', value: (process) => String(resident(process)) },
  s: { title: 'S', value: ({ state }) => state },
  start: { title: 'START', value: ({ startedAt }) => clockTime(startedAt) },
  stat: { title: 'STAT', value: ({ tty, state }) => (tty ? `${state}s+` : `${state}s`) },
  stime: { title: 'STIME', value: ({ startedAt }) => clockTime(startedAt) },
  time: { title: 'TIME', value: timeOf },
  tty: { title: 'TTY', value: terminal },
  uid: { title: 'UID', value: userOf },
  user: { title: 'USER', value: userOf },
  vsz: { title: 'VSZ', value: (process) => String(virtual(process)) },
}

const full = ['uid', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'cmd']
const forUsers = ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tty', 'stat', 'start', 'bsdtime', 'command']

/** What `ps` prints: a title a column, a row a process. */
export interface Table {
  readonly titles: string[]
  readonly rows: string[][]
}

/** Prints processes as `ps` does with these arguments; the sentence of a failure for those that it does not know. */
export function ps(args: readonly string[], processes: readonly Listed[], seen: Seen): Table | string {
  const chosen = choose(args)
  if (typeof chosen === 'string') return chosen
  if (!chosen.some(({ title }) => title === 'PID')) return "Couldn't find PID field in ps output"
  return {
    titles: chosen.map(({ title }) => title),
    rows: processes.map((process) => chosen.map(({ value }) => value(process, seen))),
  }
}

function choose(args: readonly string[]): readonly Column[] | string {
  let codes: readonly string[] = ['pid', 'tty', 'time', 'cmd']
  const formats: string[] = []
  for (let at = 0; at < args.length; at++) {
    const [, flags, format = ''] = /^-?([A-Za-z]*?)(?:o(.*))?$/.exec(args[at]!) ?? []
    if (flags === undefined) return 'ps: error: unknown gnu long option'
    if (/^-?[A-Za-z]*?o/.test(args[at]!)) formats.push(...(format === '' ? (args[++at] ?? '') : format).split(','))
    if (/[^aAefuwxHl]/.test(flags)) return 'ps: error: unsupported SysV option'
    if (args[at]!.startsWith('-') ? flags.includes('f') : false) codes = full
    else if (flags.includes('u')) codes = forUsers
  }
  const named = (formats.length > 0 ? formats : codes).map((format) => {
    const [code = '', title] = format.trim().split('=')
    const column = Object.hasOwn(columns, code) ? columns[code]! : undefined
    return column === undefined ? code : title === undefined ? column : { ...column, title }
  })
  const unknown = named.find((column) => typeof column === 'string')
  return unknown === undefined ? (named as Column[]) : `ps: error: unknown user-defined format specifier "${unknown}"`
}
