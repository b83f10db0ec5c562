import type { ByteString } from '../byte-string.js'
import type { Shell } from './shell.js'
import { optionNames } from './state/options.js'
import { usage, version } from './usage.js'

/** What a shell is started for. */
export interface Start {
  readonly command: ByteString | undefined
  readonly script: ByteString | undefined
  readonly operands: readonly ByteString[]
  readonly isLogin: boolean
}

interface Flags {
  isCommand: boolean
  readsInput: boolean
  isLogin: boolean
  isInteractive: boolean
}

/** Reads the command line of a shell; its exit code where that is all. */
export async function setOptions(shell: Shell, words: readonly ByteString[]): Promise<Start | number> {
  const flags: Flags = {
    isCommand: false,
    readsInput: false,
    isLogin: shell.proc.argv[0]?.startsWith('-') === true,
    isInteractive: false,
  }
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at]!
    if (word === '--' || word === '-') {
      at++
      break
    }
    if (!/^[-+]./.test(word)) break
    const taken = word.startsWith('--')
      ? await longOption(shell, word, flags)
      : await shortOptions(shell, word, words[at + 1], flags)
    if (taken.code !== undefined) return taken.code
    at += taken.count
  }
  return begin(shell, words.slice(at), flags)
}

async function begin(shell: Shell, operands: readonly ByteString[], flags: Flags): Promise<Start | number> {
  const { isLogin, isCommand, readsInput } = flags
  if (isCommand) {
    const [command, name, ...rest] = operands
    if (command === undefined) {
      await shell.say(withoutCommand(shell))
      return 2
    }
    shell.name = name ?? shell.name
    return { command, script: undefined, operands: rest, isLogin }
  }
  const [script, ...rest] = operands
  const isScript = !readsInput && script !== undefined
  const { proc } = shell
  shell.isInteractive = flags.isInteractive || (!isScript && proc.isTerminal(0) && proc.isTerminal(2))
  if (isScript) return { command: undefined, script, operands: rest, isLogin }
  shell.options.add('stdin')
  return { command: undefined, script: undefined, operands, isLogin }
}

function withoutCommand({ dialect, name }: Shell): ByteString {
  if (dialect === 'bash') return `${name}: -c: option requires an argument\n`
  return dialect === 'dash' ? `${name}: 0: -c requires an argument\n` : `${name}: -c requires an argument\n`
}

interface Taken {
  /** How many words of what follows. */
  readonly count: number
  readonly code?: number
}

async function longOption(shell: Shell, word: ByteString, flags: Flags): Promise<Taken> {
  if (shell.dialect === 'bash') {
    if (word === '--version') {
      await shell.proc.write(1, version)
      return { count: 0, code: 0 }
    }
    if (word === '--login') flags.isLogin = true
    if (word === '--rcfile' || word === '--init-file') return { count: 1 }
    if (['--login', '--norc', '--noprofile', '--posix', '--noediting', '--verbose'].includes(word)) return { count: 0 }
    if (word === '--help') {
      await shell.proc.write(1, usage(shell.name))
      return { count: 0, code: 0 }
    }
    await shell.say(`${shell.name}: ${word}: invalid option\n${usage(shell.name)}`)
    return { count: 0, code: 2 }
  }
  if (word === '--login') {
    flags.isLogin = true
    return { count: 0 }
  }
  await shell.say(
    shell.dialect === 'dash' ? `${shell.name}: 0: Illegal option --\n` : `${shell.name}: illegal option --\n`,
  )
  return { count: 0, code: 2 }
}

async function shortOptions(
  shell: Shell,
  word: ByteString,
  next: ByteString | undefined,
  flags: Flags,
): Promise<Taken> {
  const isOn = word.startsWith('-')
  let count = 0
  for (const letter of word.slice(1)) {
    if (letter === 'c') flags.isCommand = true
    else if (letter === 's') flags.readsInput = true
    else if (letter === 'l') flags.isLogin = true
    else if (letter === 'i') flags.isInteractive = true
    else if (letter === 'o' || letter === 'O') {
      count = 1
      if (letter === 'O') shell.shopt.set(next ?? '', isOn)
      else if (!setNamed(shell, next ?? '', isOn)) return invalid(shell, `-o ${next ?? ''}`)
    } else if (!setLetter(shell, letter, isOn)) return invalid(shell, `${word[0]}${letter}`)
  }
  return { count }
}

async function invalid(shell: Shell, option: ByteString): Promise<Taken> {
  const { dialect, name } = shell
  if (dialect === 'bash') await shell.say(`${name}: ${option}: invalid option\n${usage(name)}`)
  else
    await shell.say(
      dialect === 'dash' ? `${name}: 0: Illegal option ${option}\n` : `${name}: illegal option ${option}\n`,
    )
  return { count: 0, code: 2 }
}

/** Turns an option on or off by its letter; false where there is none. */
export function setLetter(shell: Shell, letter: string, isOn: boolean): boolean {
  const option = optionNames[shell.dialect].find((option) => option.letter === letter)
  return option !== undefined && setNamed(shell, option.name, isOn)
}

/** Turns an option on or off by its name; false where there is none. */
export function setNamed(shell: Shell, name: string, isOn: boolean): boolean {
  if (!optionNames[shell.dialect].some((option) => option.name === name)) return false
  if (isOn) shell.options.add(name)
  else shell.options.delete(name)
  return true
}
