import type { ByteString } from '../../../byte-string.js'
import type { FileKind, Stat } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'
import type { Accounts } from '../../shared/accounts.js'
import { modeText } from '../../shared/file-mode.js'
import { baseOf, directoryOf } from '../../shared/paths.js'
import { blocksOf } from '../../shared/sizes.js'
import { formatTime } from '../../shared/strftime.js'
import { withEscapes } from '../stat-escapes.js'
import type { Found } from './entry.js'

/** What `-type` calls the kinds of files. */
export const kindLetters: Readonly<Record<FileKind, string>> = {
  file: 'f',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  character: 'c',
  socket: 's',
}

/** Where a symlink points to; nothing for anything else. */
export const targetOf = ({ host, caller }: Proc, { path, stat }: Found): ByteString =>
  stat.kind === 'symlink' ? host.files.readLink(path, caller) : ''

const below = ({ path, start }: Found): ByteString => path.slice(start.length).replace(/^\//, '')

function secondsText(moment: number): string {
  const seconds = Math.floor(moment / 1e6)
  return `${seconds}.${String(moment - seconds * 1e6).padStart(6, '0')}0000`
}

const times: Readonly<Record<string, 'accessed' | 'modified' | 'changed'>> = { a: 'accessed', t: 'modified', c: 'changed', A: 'accessed', T: 'modified', C: 'changed' } // prettier-ignore

/** A `-printf` format, to be filled in for each file. */
export function printfOf(proc: Proc, accounts: Accounts, format: ByteString): (found: Found) => string {
  const shape = withEscapes(format).replace(/\\c[^]*$/, '')
  return (found) =>
    shape.replace(
      /%([-0#+ ]*)(\d{0,3})([ACT][@-~]|[a-zA-Z%])/g,
      (written, flags: string, width: string, name: string) => {
        if (name === '%') return '%'
        const text = directive(proc, accounts, found, name) ?? written
        return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width))
      },
    )
}

function directive(proc: Proc, accounts: Accounts, found: Found, name: string): string | undefined {
  const { path, start, depth, stat } = found
  const time = times[name[0]!]
  if (time !== undefined && name.length === 2) return timeText(stat, time, name[1]!)
  if (time !== undefined && /^[act]$/.test(name))
    return `${formatTime('%a %b %e %H:%M:%S', stat[time])}.${fraction(stat[time])} ${formatTime('%Y', stat[time])}`
  switch (name) {
    case 'p': return path
    case 'f': return baseOf(path)
    case 'h': return path.includes('/') ? directoryOf(path) : '.'
    case 'P': return below(found)
    case 'H': return start
    case 'd': return String(depth)
    case 's': return String(stat.size)
    case 'k': return String(blocksOf(stat) / 2)
    case 'b': return String(blocksOf(stat))
    case 'm': return stat.mode.toString(8)
    case 'M': return modeText(stat)
    case 'n': return String(stat.links)
    case 'i': return String(stat.inode)
    case 'D': return String(stat.device)
    case 'u': return accounts.userName(stat.uid)
    case 'U': return String(stat.uid)
    case 'g': return accounts.groupName(stat.gid)
    case 'G': return String(stat.gid)
    case 'l': return targetOf(proc, found)
    case 'y': return kindLetters[stat.kind]
    default: return undefined
  } // prettier-ignore
}

const fraction = (moment: number): string => `${String(moment % 1e6).padStart(6, '0')}0000`

function timeText(stat: Stat, time: 'accessed' | 'modified' | 'changed', letter: string): string {
  const moment = stat[time]
  if (letter === '@') return secondsText(moment)
  if (letter === '+') return `${formatTime('%Y-%m-%d+%H:%M:%S', moment)}.${fraction(moment)}`
  if (letter === 'S' || letter === 'T') return `${formatTime(`%${letter}`, moment)}.${fraction(moment)}`
  return formatTime(`%${letter}`, moment)
}

/** A line as `-ls` has it. */
export function lsLine(proc: Proc, accounts: Accounts, found: Found): string {
  const { stat, path } = found
  const old = proc.host.now() - stat.modified > 15_778_476e6
  const arrow = stat.kind === 'symlink' ? ` -> ${targetOf(proc, found)}` : ''
  return (
    `${String(stat.inode).padStart(9)} ${String(blocksOf(stat) / 2).padStart(6)} ${modeText(stat)} ${String(stat.links).padStart(3)} ` +
    `${accounts.userName(stat.uid).padEnd(8)} ${accounts.groupName(stat.gid).padEnd(8)} ${String(stat.size).padStart(8)} ` +
    `${formatTime(old ? '%b %e  %Y' : '%b %e %H:%M', stat.modified)} ${path}${arrow}\n`
  )
}
