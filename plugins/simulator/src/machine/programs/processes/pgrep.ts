import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, ProcessInfo, Program } from '../../kernel/proc.js'
import { signalNumbers } from '../../kernel/signals.js'
import { Regex } from '../../regex/regex.js'
import { RegexError } from '../../regex/node.js'
import { complain } from '../complain.js'
import { readOptions, type Words } from '../options.js'
import { Accounts } from '../shared/accounts.js'
import { readSignal } from '../shared/signals.js'
import { withArgv } from '../shared/words.js'
import { commandLine, commandName } from './matching.js'

const long = {
  'list-name': 'l', 'list-full': 'a', full: 'f', exact: 'x', newest: 'n', oldest: 'o', count: 'c', inverse: 'v',
  'ignore-case': 'i', 'parent:': 'P', 'uid:': 'U', 'euid:': 'u', 'delimiter:': 'd', 'pgroup:': 'g', 'session:': 's', echo: 'e', 'signal:': 'S',
} // prettier-ignore

/** Lists the processes whose names fit a pattern. */
export const pgrep: Program = async (proc) => {
  const words = readOptions(proc, { short: 'laifxnocvP:u:U:d:g:s:t:G:r:w', long })
  if (words === undefined) return 2
  const found = await matched(proc, words)
  if (typeof found === 'number') return found
  if (words.has('c')) await proc.write(1, `${found.length}\n`)
  else if (found.length > 0) {
    const shown = (process: ProcessInfo): string => {
      if (words.has('a')) return `${process.pid} ${commandLine(process)}`
      return words.has('l') ? `${process.pid} ${commandName(process)}` : String(process.pid)
    }
    await proc.write(1, `${found.map(shown).join(words.last('d') ?? '\n')}\n`)
  }
  return found.length > 0 ? 0 : 1
}

/** Signals the processes whose names fit a pattern. */
export const pkill: Program = async (proc) => {
  const argv = [...proc.argv]
  const at = argv.findIndex((word, index) => index > 0 && /^-(?:\d+|[A-Z][A-Z0-9]+)$/.test(word))
  const [given] = at < 0 ? [undefined] : argv.splice(at, 1)
  const words = readOptions(withArgv(proc, argv), { short: 'efixnocvP:u:U:g:s:t:G:l', long })
  if (words === undefined) return 2
  const name = given?.slice(1) ?? words.last('S') ?? 'TERM'
  const signal = readSignal(name)
  if (signal === undefined) {
    await complain(proc, proc.flavor === 'gnu' ? `unknown signal ${name}` : `bad signal name '${name}'`)
    return 2
  }
  const found = await matched(proc, words)
  if (typeof found === 'number') return found
  let sent = 0
  for (const process of found) {
    if (!(await send(proc, process, signal))) continue
    sent++
    if (words.has('e')) await proc.write(1, `${commandName(process)} killed (pid ${process.pid})\n`)
  }
  if (words.has('c')) await proc.write(1, `${sent}\n`)
  return sent > 0 ? 0 : 1
}

async function send(proc: Proc, { pid }: ProcessInfo, signal = signalNumbers.TERM as number): Promise<boolean> {
  try {
    proc.kill(pid, signal)
    return true
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(
      proc,
      proc.flavor === 'gnu'
        ? `killing pid ${pid} failed: ${thrown.message}`
        : `can't kill pid ${pid}: ${thrown.message}`,
    )
    return false
  }
}

async function matched(proc: Proc, words: Words): Promise<readonly ProcessInfo[] | number> {
  const [pattern, more] = words.operands
  const criteria = ['P', 'u', 'U', 'g', 's', 't', 'G', 'r'].some((name) => words.has(name))
  if (pattern === undefined && !criteria) return refuse(proc, 'no matching criteria specified')
  if (more !== undefined) return refuse(proc, 'only one pattern can be provided')
  let fits: (text: ByteString) => boolean | Promise<boolean>
  try {
    fits = pattern === undefined ? () => true : matcher(proc, pattern, words)
  } catch (thrown) {
    if (!(thrown instanceof RegexError)) throw thrown
    await complain(proc, `${thrown.message}`)
    return 2
  }
  const accounts = new Accounts(proc)
  const found: ProcessInfo[] = []
  for (const process of proc.host.processes()) {
    if (process.pid === proc.pid) continue
    const text = words.has('f') ? commandLine(process) : commandName(process)
    const isFound = fitsCriteria(accounts, process, words) && (await fits(text))
    if (isFound !== words.has('v')) found.push(process)
  }
  if (words.has('n')) return found.slice(-1)
  return words.has('o') ? found.slice(0, 1) : found
}

function matcher(proc: Proc, pattern: ByteString, words: Words): (text: ByteString) => boolean | Promise<boolean> {
  const regex = new Regex(pattern, { extended: true, ignoreCase: words.has('i') })
  if (!words.has('x')) return (text) => regex.test(text, proc)
  return async (text) => {
    const match = await regex.exec(text, proc, { groups: false })
    return match !== undefined && match.start === 0 && match.end === text.length
  }
}

function fitsCriteria(accounts: Accounts, process: ProcessInfo, words: Words): boolean {
  const among = (name: string, value: number, idOf: (text: string) => number | undefined = Number): boolean => {
    const given = words.last(name)
    return given === undefined || given.split(',').some((text) => idOf(text) === value)
  }
  const userOf = (text: string): number => accounts.findUser(text)?.uid ?? Number(text)
  const groupOf = (text: string): number => accounts.findGroup(text)?.gid ?? Number(text)
  return (
    among('P', process.parent) &&
    among('u', process.uid, userOf) &&
    among('U', process.uid, userOf) &&
    among('G', process.gid, groupOf) &&
    among('g', process.group) &&
    among('s', process.session)
  )
}

async function refuse(proc: Proc, sentence: string): Promise<number> {
  await complain(proc, sentence)
  if (proc.flavor === 'gnu') await proc.write(2, `Try \`${proc.argv[0]} --help' for more information.\n`)
  return proc.flavor === 'gnu' ? 2 : 1
}
