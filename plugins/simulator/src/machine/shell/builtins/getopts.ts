import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { mistake, type Run } from './builtin.js'

/** `getopts`: one option a call (POSIX, XCU getopts). */
export const getopts: Run = async (shell, [name = 'getopts', spec, target, ...given]) => {
  if (spec === undefined || target === undefined) return misused(shell, name)
  const words = given.length > 0 ? given : shell.positional
  const { variables } = shell
  let index = Number(variables.get('OPTIND') ?? 1)
  if (!Number.isInteger(index) || index < 1) index = 1
  if (index === 1 && shell.getoptsIndex !== 1) shell.getoptsAt = 0
  const found = nextOption(words, index, shell.getoptsAt, spec)
  shell.getoptsAt = found.at
  shell.getoptsIndex = found.index
  shell.assign('OPTIND', String(found.index))
  if (found.kind === 'end') {
    shell.assign(target, '?')
    variables.unset('OPTARG')
    return 1
  }
  await tell(shell, target, spec.startsWith(':'), found)
  return 0
}

async function misused(shell: Shell, name: ByteString): Promise<number> {
  if (shell.dialect === 'bash') {
    await shell.say('getopts: usage: getopts optstring name [arg ...]\n')
    return 2
  }
  const usage =
    shell.dialect === 'dash' ? 'Usage: getopts optstring var [arg...]' : 'usage: getopts optstring var [arg]'
  return mistake(shell, name, usage)
}

interface Option {
  readonly kind: 'end' | 'option' | 'unknown' | 'missing'
  readonly letter: string
  readonly argument: ByteString | undefined
  /** The next word, and the place in it. */
  readonly index: number
  readonly at: number
}

function nextOption(words: readonly ByteString[], index: number, from: number, spec: ByteString): Option {
  const word = words[index - 1]
  let at = from
  if (at === 0) {
    if (word === undefined || word === '-' || !word.startsWith('-')) return end(index)
    if (word === '--') return end(index + 1)
    at = 1
  }
  const letter = word?.[at] ?? ''
  const isEnd = at + 1 >= (word?.length ?? 0)
  const next = isEnd ? { index: index + 1, at: 0 } : { index, at: at + 1 }
  const place = letter === ':' || letter === '' ? -1 : spec.indexOf(letter)
  if (place < 0) return { kind: 'unknown', letter, argument: undefined, ...next }
  if (spec[place + 1] !== ':') return { kind: 'option', letter, argument: undefined, ...next }
  if (!isEnd) return { kind: 'option', letter, argument: word!.slice(at + 1), index: index + 1, at: 0 }
  const argument = words[index]
  if (argument === undefined) return { kind: 'missing', letter, argument, index: index + 1, at: 0 }
  return { kind: 'option', letter, argument, index: index + 2, at: 0 }
}

const end = (index: number): Option => ({ kind: 'end', letter: '', argument: undefined, index, at: 0 })

async function tell(
  shell: Shell,
  target: ByteString,
  isQuiet: boolean,
  { kind, letter, argument }: Option,
): Promise<void> {
  const { variables } = shell
  if (kind === 'option') {
    shell.assign(target, letter)
    if (argument !== undefined || shell.dialect !== 'bash') shell.assign('OPTARG', argument ?? '')
    else variables.unset('OPTARG')
    return
  }
  shell.assign(target, kind === 'missing' && isQuiet ? ':' : '?')
  if (isQuiet) return shell.assign('OPTARG', letter)
  variables.unset('OPTARG')
  if (shell.dialect === 'bash' && variables.get('OPTERR') === '0') return
  await shell.say(sentence(shell, kind, letter))
}

function sentence(shell: Shell, kind: Option['kind'], letter: string): ByteString {
  if (shell.dialect !== 'bash') {
    return kind === 'missing' ? `No arg for -${letter} option\n` : `Illegal option -${letter}\n`
  }
  const text = kind === 'missing' ? 'option requires an argument' : 'illegal option'
  return `${shell.name}: ${text} -- ${letter}\n`
}
