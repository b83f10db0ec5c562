import type { Instant } from '../../../world.js'
import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Output } from '../output.js'
import { Accounts } from '../shared/accounts.js'
import { turn } from '../shared/turn.js'
import { kindBits, modeText } from '../shared/file-mode.js'
import { kindName } from '../shared/look.js'
import { mountOf } from '../shared/mounts.js'
import { quoted } from '../shared/quote.js'
import { blocksOf } from '../shared/sizes.js'
import { formatTime } from '../shared/strftime.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'
import { fileSystemStat } from './stat-file-system.js'
import { withEscapes } from './stat-escapes.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'ltfc:L', long: { 'dereference': 'L', 'file-system': 'f', 'format:': 'c' }, usage: '[-ltf] [-c FMT] FILE...' },
  gnu: {
    short: 'c:fLt',
    long: { dereference: 'L', 'file-system': 'f', 'format:': 'c', 'printf:': 'printf', terse: 't', 'cached:': 'cached' },
    usage: '[OPTION]... FILE...',
  },
} // prettier-ignore

/** Shows what is known of a file. */
export const stat: Program = async (proc) => {
  const own = usage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) {
    return proc.flavor === 'gnu' ? refuseMissing(proc, own) : refuse(proc, own, '')
  }
  const output = new Output(proc)
  const showing = new Showing(proc)
  const [format, printf] = [words.last('c'), words.last('printf')]
  const shape = format === undefined ? (printf === undefined ? undefined : withEscapes(printf)) : `${format}\n`
  let code = 0
  for (const path of words.operands) {
    await turn(proc)
    try {
      if (words.has('f')) {
        await output.print(fileSystemStat(proc, path, shape))
        continue
      }
      const found = proc.host.files.stat(path, proc.caller, { follow: words.has('L') })
      await output.print(words.has('t') ? showing.terse(path, found) : showing.show(path, found, shape))
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await output.flush()
      await complain(proc, `${failure(proc, words.has('f'))}${quoted(path)}: ${thrown.message}`)
      code = 1
    }
  }
  await output.flush()
  return code
}

function failure({ flavor }: Proc, ofFileSystem: boolean): string {
  if (flavor === 'busybox') return ofFileSystem ? `can't read file system information for ` : `can't stat `
  return ofFileSystem ? 'cannot read file system information for ' : 'cannot statx '
}

const timeText = (moment: Instant): string => formatTime('%Y-%m-%d %H:%M:%S.%N %z', moment)
const secondsOf = (moment: Instant): string => String(Math.floor(moment / 1e6))
const octal = (mode: number): string => mode.toString(8)
const hex = (number: number): string => number.toString(16)

/** As Linux writes a device in one number (makedev(3)). */
const deviceOf = ([major, minor]: readonly [number, number]): number =>
  (major << 8) | (minor & 0xff) | ((minor & ~0xff) << 12)

class Showing {
  readonly #proc: Proc
  readonly #accounts: Accounts

  constructor(proc: Proc) {
    this.#proc = proc
    this.#accounts = new Accounts(proc)
  }

  show(path: ByteString, stat: Stat, format: string | undefined): string {
    return (format ?? this.#standard(stat)).replace(
      /%([-#+0 ]*)(\d{0,3})(?:\.(\d{1,3}))?([HL]?[a-zA-Z%])/g,
      (_, flags: string, width: string, precision: string | undefined, name: string) => {
        if (name === '%') return '%'
        const value = this.#value(name, path, stat)
        const text = precision === undefined || /^[XYZW]$/.test(name) ? value : value.slice(0, Number(precision))
        return flags.includes('-')
          ? text.padEnd(Number(width))
          : text.padStart(Number(width), flags.includes('0') ? '0' : ' ')
      },
    )
  }

  terse(path: ByteString, stat: Stat): string {
    const birth = this.#proc.flavor === 'gnu' ? ' %W' : ''
    return this.show(path, stat, `%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z${birth} %o\n`)
  }

  #standard({ kind }: Stat): string {
    const gnu = this.#proc.flavor === 'gnu'
    const name = kind === 'symlink' ? '%N' : '%n'
    const device = gnu ? 'Device: %Hd,%Ld\t' : 'Device: %Dh/%dd\t'
    const type = kind === 'character' ? `  Device type: ${gnu ? '%Hr,%Lr' : '%t,%T'}` : ''
    const links = kind === 'character' ? '%-5h' : '%h'
    return (
      `  File: ${gnu && kind === 'symlink' ? '%n -> %@' : name}\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n`.replace(
        '%@',
        '%q',
      ) +
      `${device}Inode: %-10i  Links: ${links}${type}\n` +
      'Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n' +
      `Access: %x\nModify: %y\nChange: %z\n${gnu ? ' Birth: %w\n' : ''}`
    )
  }

  #value(name: string, path: ByteString, stat: Stat): string {
    const { kind, mode, uid, gid, size, links, inode, device, numbers = [0, 0] } = stat
    const gnu = this.#proc.flavor === 'gnu'
    switch (name) {
      case 'a': return octal(mode)
      case 'A': return modeText(stat)
      case 'b': return String(blocksOf(stat))
      case 'B': return '512'
      case 'd': return String(device)
      case 'D': return hex(device)
      case 'Hd': return String(device >> 8)
      case 'Ld': return String(device & 0xff)
      case 'Hr': return String(numbers[0])
      case 'Lr': return String(numbers[1])
      case 'r': return String(deviceOf(numbers))
      case 'f': return hex(kindBits[kind] | mode)
      case 'F': return kindName(stat)
      case 'g': return String(gid)
      case 'G': return this.#accounts.group(gid)?.name ?? 'UNKNOWN'
      case 'h': return String(links)
      case 'i': return String(inode)
      case 'm': return gnu ? mountOf(this.#proc, path).path : 'm'
      case 'n': return path
      case 'N': return this.#withTarget(path, stat)
      case 'o': return '4096'
      case 'q': return kind === 'symlink' ? this.#target(path) : '?'
      case 's': return String(size)
      case 't': return hex(numbers[0])
      case 'T': return hex(numbers[1])
      case 'u': return String(uid)
      case 'U': return this.#accounts.user(uid)?.name ?? 'UNKNOWN'
      case 'w': return gnu ? timeText(stat.changed) : 'w'
      case 'W': return gnu ? secondsOf(stat.changed) : 'W'
      case 'x': return timeText(stat.accessed)
      case 'X': return secondsOf(stat.accessed)
      case 'y': return timeText(stat.modified)
      case 'Y': return secondsOf(stat.modified)
      case 'z': return timeText(stat.changed)
      case 'Z': return secondsOf(stat.changed)
      default: return gnu ? '?' : name
    } // prettier-ignore
  }

  #withTarget(path: ByteString, { kind }: Stat): string {
    const gnu = this.#proc.flavor === 'gnu'
    if (kind !== 'symlink') return gnu ? quoted(path) : path
    return `${quoted(path)} -> ${quoted(this.#target(path))}`
  }

  #target(path: ByteString): ByteString {
    return this.#proc.host.files.readLink(path, this.#proc.caller)
  }
}
