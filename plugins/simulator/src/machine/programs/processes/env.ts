import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Output } from '../output.js'
import { become } from '../shared/become.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'
import { splitString } from './split-string.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: '+iu:0', long: { 'ignore-environment': 'i', 'unset:': 'u', null: '0' }, usage: '[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]' },
  gnu: {
    short: '+C:iS:u:v0',
    long: { 'ignore-environment': 'i', null: '0', 'unset:': 'u', 'chdir:': 'C', 'split-string:': 'S', debug: 'v' },
    usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
    wrong: { gnu: 125 },
  },
} // prettier-ignore

/** Runs a command in another environment, or shows it. */
export const env: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  const operands = [...words.operands]
  const dash = operands[0] === '-'
  if (dash) operands.shift()
  const environment = new Map(words.has('i') || dash ? [] : proc.env)
  for (const [name, argument] of words.options) if (name === 'u') environment.delete(argument)
  const wrong = words.options.find(([name, argument]) => name === 'u' && (argument === '' || argument.includes('=')))
  if (wrong !== undefined && proc.flavor === 'gnu') {
    await complain(proc, `cannot unset ${quoted(wrong[1])}: Invalid argument`)
    return 125
  }
  const split = words.last('S')
  if (split !== undefined) operands.unshift(...splitString(split, proc.env))
  while (operands[0]?.includes('=') === true) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(operands.shift()!)!
    environment.set(name, value)
  }
  if (operands.length > 0 && words.has('0') && proc.flavor === 'gnu') {
    return refuse(proc, usage.gnu, 'cannot specify --null (-0) with command')
  }
  const directory = words.last('C')
  if (directory !== undefined && !(await enter(proc, directory))) return 125
  if (operands.length > 0) return become(proc, operands, { env: environment, words: '' })
  await show(proc, environment, words.has('0') ? '\0' : '\n')
  return 0
}

async function enter(proc: Proc, directory: ByteString): Promise<boolean> {
  try {
    proc.chdir(directory)
    return true
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(proc, `cannot change directory to ${quoted(directory)}: ${thrown.message}`)
    return false
  }
}

async function show(proc: Proc, environment: ReadonlyMap<ByteString, ByteString>, end: string): Promise<void> {
  const output = new Output(proc)
  for (const [name, value] of environment) await output.print(`${name}=${value}${end}`)
  await output.flush()
}

/** Shows the environment, or the variables that are named. */
export const printenv: Program = async (proc) => {
  const words = wordsOf(proc, { short: '+0', long: { null: '0' }, usage: '[VARIABLE]...', wrong: { gnu: 2 } })
  if (typeof words === 'number') return words
  const end = words.has('0') ? '\0' : '\n'
  if (words.operands.length === 0) {
    await show(proc, proc.env, end)
    return 0
  }
  let code = 0
  for (const name of words.operands) {
    const value = proc.env.get(name)
    if (value === undefined) code = 1
    else await proc.write(1, value + end)
  }
  return code
}
