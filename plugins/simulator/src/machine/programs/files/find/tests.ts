import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Stat } from '../../../files/files.js'
import type { Proc } from '../../../kernel/proc.js'
import { Regex } from '../../../regex/regex.js'
import type { Accounts } from '../../shared/accounts.js'
import { readMode } from '../../shared/file-mode.js'
import { lookAt } from '../../shared/look.js'
import { baseOf } from '../../shared/paths.js'
import { readDate } from '../../shared/read-date.js'
import { utc } from '../../shared/strftime.js'
import { fitsGlob } from '../../text/glob.js'
import type { Found, Test } from './entry.js'
import { kindLetters, targetOf } from './format.js'
import { FindError } from './find-error.js'

/** Makes a test of its argument. */
type MakeTest = (setting: Setting, argument: ByteString, name: string) => Test

/** What tests are made with. */
export interface Setting {
  readonly proc: Proc
  readonly accounts: Accounts
  /** From when `-mtime` and its like count. */
  readonly now: number
  /** Whether regular expressions are extended ones. */
  extended: boolean
}

const glob =
  (of: (proc: Proc, found: Found) => ByteString, ignoreCase = false): MakeTest =>
  ({ proc }, pattern) => {
    const wanted = ignoreCase ? pattern.toLowerCase() : pattern
    return (found) => fitsGlob(wanted, ignoreCase ? of(proc, found).toLowerCase() : of(proc, found))
  }

const nameOf = (_: Proc, { path }: Found): ByteString => baseOf(path)
const pathOf = (_: Proc, { path }: Found): ByteString => path

type Comparison = (value: number) => boolean

/** Reads `+N`, `-N` or `N`. */
function comparison({ proc }: Setting, text: ByteString, name: string): Comparison {
  const [, sign, digits] = /^([+-]?)(\d{1,15})$/.exec(text) ?? []
  if (digits === undefined) throw wrongNumber(proc, text, name)
  const number = Number(digits)
  return sign === '+'
    ? (value) => value > number
    : sign === '-'
      ? (value) => value < number
      : (value) => value === number
}

const wrongNumber = ({ flavor }: Proc, text: ByteString, name: string): FindError =>
  new FindError(
    flavor === 'gnu' ? `invalid argument \`${text}' to \`${name}'` : `invalid number '${text.replace(/^[+-]/, '')}'`,
  )

const age =
  (time: 'accessed' | 'modified' | 'changed', unit: number): MakeTest =>
  (setting, argument, name) => {
    const [, sign, digits] = /^([+-]?)(\d{1,15})$/.exec(argument) ?? []
    if (digits === undefined) throw wrongNumber(setting.proc, argument, name)
    const number = Number(digits)
    return ({ stat }) => {
      const old = setting.now - stat[time]
      const whole = Math.floor(old / unit)
      if (unit < 86400e6 && sign !== '') return sign === '+' ? old > number * unit : old < number * unit
      return sign === '+' ? whole > number : sign === '-' ? whole < number : whole === number
    }
  }

const units: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 2 ** 20, G: 2 ** 30, '': 512 }

const size: MakeTest = (setting, argument) => {
  const { flavor } = setting.proc
  const [, number, unit = ''] = /^([+-]?\d{1,15})([cwbkMG]?)$/.exec(argument) ?? []
  if (number === undefined) {
    throw new FindError(
      flavor === 'gnu'
        ? `invalid -size type \`${argument.slice(-1)}'`
        : `invalid number '${argument.replace(/^[+-]/, '')}'`,
    )
  }
  const fits = comparison(setting, number, '-size')
  const bytes = units[unit]!
  // GNU's find rounds up to units; busybox compares bytes.
  if (flavor === 'gnu') return ({ stat }) => fits(Math.ceil(stat.size / bytes))
  const inBytes = comparison(
    setting,
    number.replace(/\d+/, (digits) => String(Number(digits) * bytes)),
    '-size',
  )
  return ({ stat }) => inBytes(stat.size)
}

const type: MakeTest = ({ proc }, argument, name) => {
  const letters = proc.flavor === 'gnu' ? argument.split(',') : [argument]
  const wrong = letters.find((letter) => !/^[bcdpfls]$/.test(letter))
  if (wrong !== undefined)
    throw new FindError(
      proc.flavor === 'gnu' ? `Unknown argument to ${name}: ${wrong}` : `invalid argument '${argument}' to '${name}'`,
    )
  return ({ stat, path }) => {
    const { kind } = name === '-xtype' ? (lookAt(proc, path) ?? stat) : stat
    return letters.includes(kindLetters[kind])
  }
}

const perm: MakeTest = (_, argument) => {
  const [, how = '', text = ''] = /^([-/+]?)(.*)$/.exec(argument) ?? []
  const change = readMode(text, 0)
  if (change === undefined) throw new FindError(`invalid mode '${argument}'`)
  const wanted = change(0, false)
  if (how === '-') return ({ stat }) => (stat.mode & wanted) === wanted
  return how === '' ? ({ stat }) => stat.mode === wanted : ({ stat }) => wanted === 0 || (stat.mode & wanted) !== 0
}

const owner =
  (of: 'user' | 'group'): MakeTest =>
  ({ proc, accounts }, argument) => {
    const named = of === 'user' ? accounts.findUser(argument)?.uid : accounts.findGroup(argument)?.gid
    const id = named ?? (/^\d{1,10}$/.test(argument) ? Number(argument) : undefined)
    if (id === undefined) {
      const gnu =
        of === 'user'
          ? `${`'${argument}'`} is not the name of a known user`
          : `'${argument}' is not the name of an existing group`
      throw new FindError(proc.flavor === 'gnu' ? gnu : `unknown ${of} ${argument}`)
    }
    return ({ stat }) => (of === 'user' ? stat.uid : stat.gid) === id
  }

const reference = ({ proc }: Setting, path: ByteString): Stat => {
  const stat = lookAt(proc, path)
  if (stat !== undefined) return stat
  throw new FindError(
    proc.flavor === 'gnu' ? `'${path}': No such file or directory` : `can't stat '${path}': No such file or directory`,
  )
}

const newer =
  (time: 'accessed' | 'modified' | 'changed'): MakeTest =>
  (setting, argument) => {
    const { modified } = reference(setting, argument)
    return ({ stat }) => stat[time] > modified
  }

const samefile: MakeTest = (setting, argument) => {
  const { inode, device } = reference(setting, argument)
  return ({ stat }) => stat.inode === inode && stat.device === device
}

const numeric =
  (of: (stat: Stat) => number): MakeTest =>
  (setting, argument, name) => {
    const fits = comparison(setting, argument, name)
    return ({ stat }) => fits(of(stat))
  }

const regex =
  (ignoreCase: boolean): MakeTest =>
  ({ proc, extended }, argument) => {
    // What Emacs has, GNU's way unless told otherwise, is a basic one with operators that are not escaped.
    const plain = extended || proc.flavor === 'busybox'
    const source = plain
      ? argument
      : argument.replace(/(\\.)|([+?])/gs, (_, escape?: string, operator?: string) => escape ?? `\\${operator}`)
    const pattern = new Regex(source, { ignoreCase, extended })
    return async ({ path }) => {
      const found = await pattern.exec(path, proc, { groups: false })
      return found !== undefined && found.start === 0 && found.end === path.length
    }
  }

/** The tests that have an argument. */
export const testsWithArgument: Readonly<Record<string, MakeTest>> = {
  name: glob(nameOf),
  iname: glob(nameOf, true),
  path: glob(pathOf),
  wholename: glob(pathOf),
  ipath: glob(pathOf, true),
  iwholename: glob(pathOf, true),
  lname: glob(targetOf),
  regex: regex(false),
  iregex: regex(true),
  type,
  xtype: type,
  size,
  perm,
  mtime: age('modified', 86400e6),
  atime: age('accessed', 86400e6),
  ctime: age('changed', 86400e6),
  mmin: age('modified', 60e6),
  amin: age('accessed', 60e6),
  cmin: age('changed', 60e6),
  newer: newer('modified'),
  anewer: newer('accessed'),
  cnewer: newer('changed'),
  newermt: ({ now }, argument) => newerThanDate(argument, now),
  user: owner('user'),
  group: owner('group'),
  uid: numeric(({ uid }) => uid),
  gid: numeric(({ gid }) => gid),
  inum: numeric(({ inode }) => inode),
  links: numeric(({ links }) => links),
  samefile,
}

function newerThanDate(argument: ByteString, now: number): Test {
  const moment = readDate(argument, now, utc, 'gnu')
  if (moment === undefined) throw new FindError(`I cannot figure out how to interpret '${argument}' as a date or time`)
  return ({ stat }) => stat.modified > moment
}

const mayAccess = (bits: number) => (proc: Proc) => ({ path }: Found): boolean => {
  try {
    return proc.host.files.mayAccess(path, bits, proc.caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return false
    throw thrown
  }
} // prettier-ignore

/** The tests that have none. */
export const testsAlone: Readonly<Record<string, (setting: Setting) => Test>> = {
  true: () => () => true,
  false: () => () => false,
  empty:
    ({ proc }) =>
    ({ stat, path }) =>
      stat.kind === 'file' ? stat.size === 0 : stat.kind === 'directory' && isEmpty(proc, path),
  executable: ({ proc }) => mayAccess(1)(proc),
  readable: ({ proc }) => mayAccess(4)(proc),
  writable: ({ proc }) => mayAccess(2)(proc),
  nouser:
    ({ accounts }) =>
    ({ stat }) =>
      accounts.user(stat.uid) === undefined,
  nogroup:
    ({ accounts }) =>
    ({ stat }) =>
      accounts.group(stat.gid) === undefined,
}

function isEmpty({ host, caller }: Proc, path: ByteString): boolean {
  try {
    return host.files.list(path, caller).length === 0
  } catch (thrown) {
    if (thrown instanceof Errno) return false
    throw thrown
  }
}
