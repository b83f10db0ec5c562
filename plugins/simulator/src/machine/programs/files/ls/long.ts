import type { Proc } from '../../../kernel/proc.js'
import type { Accounts } from '../../shared/accounts.js'
import { modeText } from '../../shared/file-mode.js'
import { blocksOf, humanBusybox, humanGnu } from '../../shared/sizes.js'
import { formatTime } from '../../shared/strftime.js'
import type { Entry } from './entry.js'
import { shownName, shownTarget } from './name.js'
import type { Settings } from './settings.js'

/** Half a year of 365.2425 days, in microseconds: what is older is shown with its year. */
const recent = 15_778_476e6

const kilobytes = (entry: Entry): number => blocksOf(entry.stat) / 2

/** The lines of a long listing, each made as it is asked for; columns are as wide as what was measured wants them. */
export function* longLines(
  proc: Proc,
  entries: readonly Entry[],
  measured: readonly Entry[],
  accounts: Accounts,
  settings: Settings,
): Generator<string> {
  if (proc.flavor === 'gnu') yield* gnuLines(proc, entries, measured, accounts, settings)
  else for (const entry of entries) yield busyboxLine(proc, entry, accounts, settings)
}

/** What stands in front of a name in every layout: inode and blocks, in columns as wide as the widest. */
export function fronts(
  proc: Proc,
  entries: readonly Entry[],
  { inodes, blocks, human, base, layout }: Settings,
): string[] {
  if (!inodes && !blocks) return entries.map(() => '')
  const inode = entries.map(({ stat }) => String(stat.inode))
  const size = entries.map((entry) =>
    human && proc.flavor === 'gnu' ? humanGnu(kilobytes(entry) * 1024, base) : String(kilobytes(entry)),
  )
  const busybox = proc.flavor === 'busybox'
  const padded = layout !== 'single' || busybox
  const wide = (texts: readonly string[], least: number): string[] => {
    const width = busybox ? least : padded ? Math.max(...texts.map(({ length }) => length)) : 0
    return texts.map((text) => `${text.padStart(width)} `)
  }
  const [inodeColumn, sizeColumn] = [wide(inode, 7), wide(size, 6)]
  return entries.map((_, at) => (inodes ? inodeColumn[at]! : '') + (blocks ? sizeColumn[at]! : ''))
}

function busyboxLine(proc: Proc, entry: Entry, accounts: Accounts, settings: Settings): string {
  const { stat } = entry
  const [front] = fronts(proc, [entry], settings)
  const [user, group] = settings.numeric
    ? [String(stat.uid), String(stat.gid)]
    : [accounts.userName(stat.uid).slice(0, 8), accounts.groupName(stat.gid).slice(0, 8)]
  const size =
    stat.numbers !== undefined
      ? `${String(stat.numbers[0]).padStart(4)}, ${String(stat.numbers[1]).padStart(3)}`
      : settings.human
        ? humanBusybox(stat.size).padStart(7)
        : String(stat.size).padStart(9)
  const owner = `${user.padEnd(8)} ${group.padEnd(8)}`
  const name = shownName(entry, 'busybox', settings).text + shownTarget(entry, 'busybox', settings)
  return `${front}${modeText(stat)} ${String(stat.links).padStart(4)} ${owner} ${size} ${timeOf(proc, entry, settings)} ${name}`
}

function* gnuLines(
  proc: Proc,
  entries: readonly Entry[],
  measured: readonly Entry[],
  accounts: Accounts,
  settings: Settings,
): Generator<string> {
  const { numeric, noOwner, noGroup } = settings
  const user = ({ stat }: Entry): string => (numeric ? String(stat.uid) : accounts.userName(stat.uid))
  const group = ({ stat }: Entry): string => (numeric ? String(stat.gid) : accounts.groupName(stat.gid))
  const pad = numeric ? 'start' : 'end'
  const front = fronts(proc, entries, settings)
  const columns = [
    column(entries, measured, ({ stat }) => String(stat.links), 'start'),
    ...(noOwner ? [] : [column(entries, measured, user, pad)]),
    ...(noGroup ? [] : [column(entries, measured, group, pad)]),
    sizeColumn(entries, measured, settings),
  ]
  for (const [at, entry] of entries.entries()) {
    const name = shownName(entry, 'gnu', settings).text + shownTarget(entry, 'gnu', settings)
    const cells = columns.map((column) => column[at]!).join(' ')
    yield `${front[at]}${modeText(entry.stat)} ${cells} ${timeOf(proc, entry, settings)} ${name}`
  }
}

function column(
  entries: readonly Entry[],
  measured: readonly Entry[],
  text: (entry: Entry) => string,
  pad: 'start' | 'end',
): string[] {
  const texts = entries.map(text)
  const width = measured.reduce((width, entry) => Math.max(width, text(entry).length), 0)
  return texts.map((text) => (pad === 'start' ? text.padStart(width) : text.padEnd(width)))
}

function sizeColumn(entries: readonly Entry[], measured: readonly Entry[], { human, base }: Settings): string[] {
  const devices = measured.flatMap(({ stat }) => (stat.numbers === undefined ? [] : [stat.numbers]))
  const major = Math.max(0, ...devices.map(([major]) => String(major).length))
  const minor = Math.max(0, ...devices.map(([, minor]) => String(minor).length))
  const text = ({ stat: { numbers, size } }: Entry): string => {
    if (numbers !== undefined) return `${String(numbers[0]).padStart(major)}, ${String(numbers[1]).padStart(minor)}`
    return human ? humanGnu(size, base) : String(size)
  }
  return column(entries, measured, text, 'start')
}

function timeOf({ flavor, host }: Proc, { stat }: Entry, { time, timeStyle }: Settings): string {
  const moment = stat[time]
  if (timeStyle.startsWith('full'))
    return formatTime(flavor === 'gnu' ? '%Y-%m-%d %H:%M:%S.%N %z' : '%Y-%m-%d %H:%M:%S %z', moment)
  if (timeStyle === 'long-iso') return formatTime('%Y-%m-%d %H:%M', moment)
  if (timeStyle.startsWith('+')) return formatTime(timeStyle.slice(1), moment)
  const age = host.now() - moment
  const isRecent = flavor === 'gnu' ? age >= 0 && age < recent : age > -900e6 && age < 15_768_000e6
  if (timeStyle === 'iso') return formatTime(isRecent ? '%m-%d %H:%M' : '%Y-%m-%d ', moment)
  return formatTime(isRecent ? '%b %e %H:%M' : '%b %e  %Y', moment)
}
