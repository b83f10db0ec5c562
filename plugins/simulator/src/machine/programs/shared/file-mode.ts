import type { ByteString } from '../../byte-string.js'
import type { FileKind, Stat } from '../../files/files.js'
import type { Flavor } from '../../kernel/proc.js'

const letters: Readonly<Record<FileKind, string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  character: 'c',
  socket: 's',
}

/** The bits of a mode that say what kind of file it is (inode(7)). */
export const kindBits: Readonly<Record<FileKind, number>> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  fifo: 0o010000,
  character: 0o020000,
  socket: 0o140000,
}

/** Such as `drwxr-xr-x`. */
export function modeText({ kind, mode }: Pick<Stat, 'kind' | 'mode'>): string {
  const triple = (bits: number, special: boolean, letter: string): string => {
    const execute = (bits & 1) !== 0 ? (special ? letter : 'x') : special ? letter.toUpperCase() : '-'
    return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${execute}`
  }
  const user = triple(mode >> 6, (mode & 0o4000) !== 0, 's')
  const group = triple(mode >> 3, (mode & 0o2000) !== 0, 's')
  return letters[kind] + user + group + triple(mode, (mode & 0o1000) !== 0, 't')
}

/** Makes a new mode of the one that there is. */
export type ModeChange = (mode: number, isDirectory: boolean) => number

const who: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }
const clause = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]|[0-7]+))+)$/
const action = /([-+=])([0-7]+|[ugo]|[rwxXst]*)/g

/** Reads a mode as chmod(1) takes it, in octal or symbolic; undefined where it is none. */
export function readMode(text: ByteString, umask: number, flavor: Flavor = 'gnu'): ModeChange | undefined {
  if (/^[0-7]+$/.test(text)) return octal(text, flavor === 'gnu')
  const changes = text.split(',').map((part) => clauseOf(part, umask, flavor === 'gnu'))
  if (changes.some((change) => change === undefined)) return undefined
  return (mode, isDirectory) => changes.reduce((now, change) => change!(now, isDirectory), mode)
}

/** With GNU's programs the set-id bits of a directory stay, unless five digits or more ask for their end. */
function octal(text: string, keeps: boolean): ModeChange | undefined {
  const wanted = Number.parseInt(text, 8)
  if (wanted > 0o7777) return undefined
  return (mode, isDirectory) => (keeps && isDirectory && text.length < 5 ? wanted | (mode & 0o6000) : wanted)
}

function clauseOf(text: string, umask: number, keeps: boolean): ModeChange | undefined {
  const [, users = '', actions] = clause.exec(text) ?? []
  if (actions === undefined) return undefined
  const mask = users === '' ? 0o7777 & ~umask : [...users].reduce((bits, user) => bits | who[user]!, 0)
  const named = users === '' ? 0o7777 : mask
  return (mode, isDirectory) => {
    let now = mode
    for (const [, operator, what = ''] of actions.matchAll(action)) {
      const bits = bitsOf(what, now, isDirectory) & mask
      // What is not named keeps its bits; of a directory the set-id bits are only taken by name.
      const kept = keeps && isDirectory && !/s/.test(what) ? 0o6000 : 0
      if (operator === '+') now |= bits
      else if (operator === '-') now &= ~bits
      else now = (now & ~(named & ~kept)) | bits
    }
    return now
  }
}

function bitsOf(what: string, mode: number, isDirectory: boolean): number {
  if (/^[0-7]+$/.test(what)) return Number.parseInt(what, 8) & 0o7777
  if (/^[ugo]$/.test(what)) return 0o111 * ((mode >> { u: 6, g: 3, o: 0 }[what as 'u' | 'g' | 'o']) & 7)
  let bits = 0
  for (const letter of what) {
    if (letter === 'r') bits |= 0o444
    else if (letter === 'w') bits |= 0o222
    else if (letter === 'x') bits |= 0o111
    else if (letter === 's') bits |= 0o6000
    else if (letter === 't') bits |= 0o1000
    else if (isDirectory || (mode & 0o111) !== 0) bits |= 0o111
  }
  return bits
}
