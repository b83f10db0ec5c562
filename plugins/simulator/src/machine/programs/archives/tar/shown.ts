import type { ByteString } from '../../../byte-string.js'
import type { Flavor } from '../../../kernel/proc.js'
import type { Entry } from './header.js'

const letters: Readonly<Record<Entry['kind'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  hardlink: 'h',
  fifo: 'p',
  character: 'c',
  other: '-',
}

/** An entry as `tar tv` shows it. */
export function longLine(entry: Entry, flavor: Flavor, numeric: boolean): ByteString {
  const owner = (numeric ? '' : entry.owner) || String(entry.uid)
  const group = (numeric ? '' : entry.group) || String(entry.gid)
  const time = new Date(entry.modified * 1000).toISOString().replace('T', ' ')
  const links =
    entry.kind === 'symlink' ? ` -> ${entry.target}` : entry.kind === 'hardlink' ? linkTo(entry.target, flavor) : ''
  const names = `${owner}/${group}`
  const mode = (flavor === 'busybox' && entry.kind === 'hardlink' ? '-' : letters[entry.kind]) + permissions(entry.mode)
  if (flavor === 'busybox')
    return `${mode} ${names} ${String(entry.size).padStart(9)} ${time.slice(0, 19)} ${entry.name}${links}`
  const size = String(entry.size).padStart(Math.max(18 - names.length, 0))
  return `${mode} ${names} ${size} ${time.slice(0, 16)} ${entry.name}${links}`
}

const linkTo = (target: ByteString, flavor: Flavor): string =>
  flavor === 'busybox' ? ` -> ${target}` : ` link to ${target}`

function permissions(mode: number): string {
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = (mode >> shift) & 7
    const execute = (bits & 1) !== 0
    const last = (mode & special) !== 0 ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-'
    return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${last}`
  }
  return triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't')
}
