import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { complainOf } from '../complain.js'
import { ExitJump } from '../errors.js'
import type { Shell } from '../shell.js'
import { isSpecialBuiltin } from './names.js'

/** A command of the shell itself; gets its words with the name, returns the status. */
export type Run = (shell: Shell, words: readonly ByteString[]) => number | Promise<number>

/** Writes what a builtin prints; that it cannot is the status. */
export async function print(shell: Shell, text: ByteString, name = 'echo'): Promise<number> {
  if (text === '') return 0
  try {
    await shell.proc.write(1, text)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const sentence = `write error: ${thrown.message}`
    if (shell.dialect === 'ash') await shell.say(`sh: ${sentence}\n`)
    else await complainOf(shell, name, shell.dialect === 'dash' ? 'I/O error' : sentence)
    return 1
  }
}

/** A mistake that ends a script where the shell has it so: of a special builtin in busybox and dash. */
export async function mistake(shell: Shell, name: ByteString, sentence: ByteString, status = 2): Promise<number> {
  await complainOf(shell, name, sentence)
  const isSpecial = isSpecialBuiltin(name) || name === 'local' || name === 'source'
  if (shell.dialect === 'bash' || shell.isInteractive || !isSpecial) return status
  throw new ExitJump(2)
}

/** Options of a builtin, read as getopt(3) does up to the first operand. */
export interface Flags {
  readonly given: ReadonlyMap<string, ByteString>
  readonly operands: readonly ByteString[]
  /** The first option that is none. */
  readonly wrong: string | undefined
}

export function readFlags(words: readonly ByteString[], allowed: string): Flags {
  const given = new Map<string, ByteString>()
  let at = 1
  for (; at < words.length; at++) {
    const word = words[at]!
    if (word === '--') {
      at++
      break
    }
    if (!/^-./.test(word)) break
    for (let place = 1; place < word.length; place++) {
      const letter = word[place]!
      const index = letter === ':' ? -1 : allowed.indexOf(letter)
      if (index < 0) return { given, operands: words.slice(at), wrong: letter }
      if (allowed[index + 1] !== ':') given.set(letter, '')
      else {
        const rest = word.slice(place + 1)
        given.set(letter, rest === '' ? (words[++at] ?? '') : rest)
        break
      }
    }
  }
  return { given, operands: words.slice(at), wrong: undefined }
}

/** Complains of an option that there is not. */
export async function badOption(shell: Shell, name: ByteString, letter: string, usage = ''): Promise<number> {
  if (shell.dialect !== 'bash') {
    return mistake(shell, name, `${shell.dialect === 'ash' ? 'illegal' : 'Illegal'} option -${letter}`)
  }
  await complainOf(shell, name, `-${letter}: invalid option`)
  if (usage !== '') await shell.say(`${name}: usage: ${usage}\n`)
  return 2
}

export const isName = (text: ByteString): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
