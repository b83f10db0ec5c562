import type { ByteString } from '../../../byte-string.js'
import type { Stat } from '../../../files/files.js'
import type { Flavor } from '../../../kernel/proc.js'
import { quotedIfNeeded } from '../../shared/quote.js'
import type { Entry } from './entry.js'
import type { Settings } from './settings.js'

/** A name as it is shown, and how wide that is without its colors. */
export interface ShownName {
  readonly text: string
  readonly width: number
}

/** Shows a name with quotes, color and indicator as they were asked for. */
export function shownName(entry: Entry, flavor: Flavor, settings: Settings): ShownName {
  const plain = quotedName(entry.name, settings)
  const name = settings.alignQuotes && plain === entry.name ? ` ${plain}` : plain
  const indicator = indicatorOf(entry.stat, settings, flavor)
  const text = settings.colors ? colored(name, entry, flavor) : name
  return { text: text + indicator, width: name.length + indicator.length }
}

/** What a long listing has behind a symlink. */
export function shownTarget({ target }: Entry, flavor: Flavor, settings: Settings): string {
  if (target === undefined) return ''
  const name = settings.quote === 'none' ? target.text : quotedName(target.text, settings)
  return ` -> ${name}${target.stat === undefined ? '' : indicatorOf(target.stat, settings, flavor)}`
}

const quotedName = (name: ByteString, { quote }: Settings): string =>
  quote === 'none' ? name : quote === 'shell' ? quotedIfNeeded(name) : `"${name.replace(/["\\]/g, '\\$&')}"`

const signs: Readonly<Record<Stat['kind'], string>> = {
  directory: '/',
  symlink: '@',
  fifo: '|',
  socket: '=',
  file: '',
  character: '',
}

function indicatorOf({ kind, mode }: Stat, { indicators, layout }: Settings, flavor: Flavor): string {
  if (indicators === 'none') return ''
  if (kind === 'directory') return '/'
  if (indicators === 'slash') return ''
  if (kind === 'symlink' && layout === 'long' && flavor === 'gnu') return ''
  if (kind === 'file' && indicators === 'all' && (mode & 0o111) !== 0) return '*'
  return signs[kind]
}

const busyboxColors: Readonly<Record<Stat['kind'], string>> = {
  file: '0;0',
  directory: '1;34',
  symlink: '1;36',
  fifo: '0;35',
  character: '1;35',
  socket: '1;35',
}

const gnuColors: Readonly<Record<Stat['kind'], string>> = {
  file: '',
  directory: '01;34',
  symlink: '01;36',
  fifo: '40;33',
  character: '40;33;01',
  socket: '01;35',
}

function colored(name: string, { stat, target }: Entry, flavor: Flavor): string {
  const isProgram = stat.kind === 'file' && (stat.mode & 0o111) !== 0
  if (flavor === 'busybox') return `\x1b[${isProgram ? '1;32' : busyboxColors[stat.kind]}m${name}\x1b[m`
  const isSticky = stat.kind === 'directory' && (stat.mode & 0o1002) === 0o1002
  const color = isProgram
    ? '01;32'
    : isSticky
      ? '30;42'
      : target !== undefined && target.stat === undefined
        ? ''
        : gnuColors[stat.kind]
  return color === '' ? name : `\x1b[${color}m${name}\x1b[0m`
}
