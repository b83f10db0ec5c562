import type { ByteString } from '../../byte-string.js'
import { complainOf } from '../complain.js'
import { minutes } from '../run/time.js'
import type { Shell } from '../shell.js'
import { badOption, mistake, print, readFlags, type Run } from './builtin.js'

const bits = ['r', 'w', 'x']
const shownFor = (mask: number, shift: number): string =>
  bits.filter((_, at) => ((mask >> (shift + 2 - at)) & 1) === 0).join('')

/** `umask`. */
export const umask: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, shell.dialect === 'bash' ? 'pS' : 'S')
  if (wrong !== undefined) return badOption(shell, 'umask', wrong, 'umask [-p] [-S] [mode]')
  const [mode] = operands
  const { proc } = shell
  if (mode === undefined) {
    const octal = proc.umask.toString(8).padStart(4, '0')
    const symbols = `u=${shownFor(proc.umask, 6)},g=${shownFor(proc.umask, 3)},o=${shownFor(proc.umask, 0)}`
    const start = given.has('p') ? (given.has('S') ? 'umask -S ' : 'umask ') : ''
    return print(shell, `${start}${given.has('S') ? symbols : octal}\n`)
  }
  const mask = /^[0-7]+$/.test(mode) ? parseInt(mode, 8) : symbolicMask(proc.umask, mode)
  if (mask === undefined || mask > 0o7777) return badMask(shell, mode)
  proc.umask = mask & 0o777
  return 0
}

async function badMask(shell: Shell, mode: ByteString): Promise<number> {
  if (shell.dialect !== 'bash')
    return mistake(
      shell,
      'umask',
      shell.dialect === 'ash' ? `illegal mode: ${mode}` : `Illegal ${/^\d/.test(mode) ? 'number' : 'mode'}: ${mode}`,
    )
  const isOctal = /^\d/.test(mode)
  await complainOf(
    shell,
    'umask',
    isOctal ? `${mode}: octal number out of range` : `\`${mode[0]}': invalid symbolic mode character`,
  )
  return 1
}

/** Permissions that are to be left, such as `u=rwx,g-w`. */
function symbolicMask(mask: number, mode: ByteString): number | undefined {
  let allowed = ~mask & 0o777
  for (const clause of mode.split(',')) {
    const [, who, operator, perms] = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause) ?? []
    if (who === undefined || operator === undefined || perms === undefined) return undefined
    const places = who === '' || who.includes('a') ? 'ugo' : who
    for (const place of places) {
      const shift = { u: 6, g: 3, o: 0 }[place]!
      const value = [...perms].reduce((sum, bit) => sum | { r: 4, w: 2, x: 1, X: 1 }[bit]!, 0) << shift
      if (operator === '=') allowed = (allowed & ~(7 << shift)) | value
      else allowed = operator === '+' ? allowed | value : allowed & ~value
    }
  }
  return ~allowed & 0o777
}

/** What `ulimit` knows of: the letter, the name and unit as bash shows them, and the limit that a container has. */
const limits: readonly (readonly [letter: string, name: string, unit: string, limit: string])[] = [
  ['R', 'real-time non-blocking time', 'microseconds, -R', 'unlimited'],
  ['c', 'core file size', 'blocks, -c', 'unlimited'],
  ['d', 'data seg size', 'kbytes, -d', 'unlimited'],
  ['e', 'scheduling priority', '-e', '0'],
  ['f', 'file size', 'blocks, -f', 'unlimited'],
  ['i', 'pending signals', '-i', '31191'],
  ['l', 'max locked memory', 'kbytes, -l', '64'],
  ['m', 'max memory size', 'kbytes, -m', 'unlimited'],
  ['n', 'open files', '-n', '1048576'],
  ['p', 'pipe size', '512 bytes, -p', '8'],
  ['q', 'POSIX message queues', 'bytes, -q', '819200'],
  ['r', 'real-time priority', '-r', '0'],
  ['s', 'stack size', 'kbytes, -s', '8192'],
  ['t', 'cpu time', 'seconds, -t', 'unlimited'],
  ['u', 'max user processes', '-u', 'unlimited'],
  ['v', 'virtual memory', 'kbytes, -v', 'unlimited'],
  ['x', 'file locks', '-x', 'unlimited'],
]

const changed = new WeakMap<Shell, Map<string, ByteString>>()

/** `ulimit`: what is asked for is remembered, and no more. */
export const ulimit: Run = async (shell, words) => {
  const letters = limits.map(([letter]) => letter).join('')
  const { given, operands, wrong } = readFlags(words, `HSa${letters}`)
  if (wrong !== undefined) return badOption(shell, 'ulimit', wrong, 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]')
  const own = changed.get(shell) ?? new Map<string, ByteString>()
  const valueOf = ([letter, , , limit]: (typeof limits)[number]): ByteString => own.get(letter) ?? limit
  if (given.has('a')) {
    const lines = limits.map((limit) => `${limit[1].padEnd(27)} (${limit[2]}) ${valueOf(limit)}\n`)
    return print(shell, lines.join(''))
  }
  const letter = [...given.keys()].findLast((one) => one !== 'H' && one !== 'S') ?? 'f'
  const limit = limits.find(([one]) => one === letter)!
  const [value] = operands
  if (value === undefined) return print(shell, `${valueOf(limit)}\n`)
  if (!/^(\d+|unlimited|hard|soft)$/.test(value)) {
    if (shell.dialect !== 'bash') return mistake(shell, 'ulimit', 'bad number')
    await complainOf(shell, 'ulimit', `${value}: invalid number`)
    return 1
  }
  changed.set(shell, own.set(letter, value === 'hard' || value === 'soft' ? valueOf(limit) : value))
  return 0
}

/** `times`: of the shell and of its children. */
export const times: Run = (shell) => {
  const used = shell.proc.host.processes().find(({ pid }) => pid === shell.proc.pid)?.used ?? 0
  const digits = shell.dialect === 'dash' ? 6 : 3
  const own = minutes(used / 1e6, digits)
  const none = minutes(0, digits)
  return print(shell, `${own} ${none}\n${none} ${none}\n`)
}
