import type { ByteString } from '../../byte-string.js'
import { setLetter, setNamed } from '../command-line.js'
import { complainOf } from '../complain.js'
import type { Shell } from '../shell.js'
import { shownValue } from '../state/attributes.js'
import { optionNames } from '../state/options.js'
import { bashQuoted, singleQuoted } from '../words/quoting.js'
import { badOption, mistake, print, readFlags, type Run } from './builtin.js'
import { functionText } from './function-text.js'

const usage = 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]'

/** `set`: options, the positional parameters, or all variables. */
export const set: Run = async (shell, words) => {
  if (words.length === 1) return print(shell, variablesText(shell))
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!
    if (word === '--') {
      shell.positional = words.slice(at + 1)
      return 0
    }
    if (word === '-') {
      shell.options.delete('xtrace')
      shell.options.delete('verbose')
      if (at + 1 < words.length) shell.positional = words.slice(at + 1)
      return 0
    }
    if (!/^[-+]./.test(word)) {
      shell.positional = words.slice(at)
      return 0
    }
    const taken = await options(shell, word, words[at + 1])
    if (typeof taken === 'number') return taken
    if (taken.usesNext) at++
  }
  return 0
}

async function options(
  shell: Shell,
  word: ByteString,
  next: ByteString | undefined,
): Promise<number | { readonly usesNext: boolean }> {
  const isOn = word.startsWith('-')
  let usesNext = false
  for (const letter of word.slice(1)) {
    if (letter === 'o') {
      if (next === undefined) return print(shell, isOn ? optionsText(shell) : optionsScript(shell))
      usesNext = true
      if (!setNamed(shell, next, isOn)) return badName(shell, next, isOn)
    } else if (!setLetter(shell, letter, isOn)) {
      if (shell.dialect !== 'bash') return mistake(shell, 'set', `${illegal(shell)} option ${word[0]}${letter}`)
      return isOn ? badOption(shell, 'set', letter, usage) : badPlus(shell, letter)
    }
  }
  return { usesNext }
}

const illegal = ({ dialect }: Shell): string => (dialect === 'ash' ? 'illegal' : 'Illegal')

async function badPlus(shell: Shell, letter: string): Promise<number> {
  await complainOf(shell, 'set', `+${letter}: invalid option`)
  await shell.say(`set: usage: ${usage}\n`)
  return 2
}

async function badName(shell: Shell, name: ByteString, isOn: boolean): Promise<number> {
  const sentence = `${illegal(shell)} option ${isOn ? '-' : '+'}o ${name}`
  if (shell.dialect === 'dash') return mistake(shell, 'set', sentence)
  if (shell.dialect === 'ash') {
    await complainOf(shell, 'set', sentence)
    return 1
  }
  await complainOf(shell, 'set', `${name}: invalid option name`)
  return 2
}

function optionsText({ dialect, options }: Shell): ByteString {
  const lines = optionNames[dialect].map(({ name }) => {
    const state = options.has(name) ? 'on' : 'off'
    return dialect === 'bash' ? `${name.padEnd(15)}\t${state}\n` : `${name.padEnd(16)}${state}\n`
  })
  return (dialect === 'bash' ? '' : 'Current option settings\n') + lines.join('')
}

const optionsScript = ({ dialect, options }: Shell): ByteString =>
  optionNames[dialect].map(({ name }) => `set ${options.has(name) ? '-' : '+'}o ${name}\n`).join('')

function variablesText(shell: Shell): ByteString {
  const { variables, dialect } = shell
  const lines = variables.names().flatMap((name) => {
    const variable = variables.own(name)!
    if (variable.elements !== undefined) return `${name}=${shownValue(variable)}\n`
    const value = variables.get(name)
    if (value === undefined) return []
    if (dialect !== 'bash') return `${name}=${singleQuoted(value)}\n`
    return `${name}=${value === '' ? '' : bashQuoted(value)}\n`
  })
  if (dialect !== 'bash') return lines.join('')
  const functions = [...shell.functions].sort(([a], [b]) => (a < b ? -1 : 1))
  return lines.join('') + functions.map(([name, one]) => functionText(name, one)).join('')
}

/** `shopt` of bash. */
export const shopt: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, 'pqsuo')
  if (wrong !== undefined) return badOption(shell, 'shopt', wrong, 'shopt [-pqsu] [-o] [optname ...]')
  const isSet = given.has('o')
  const all = isSet ? new Map(optionNames.bash.map(({ name }) => [name, shell.has(name)])) : shell.shopt
  const wanted = given.has('s') ? true : given.has('u') ? false : undefined
  const names = operands.length > 0 ? operands : [...all.keys()]
  let status = 0
  for (const name of names) {
    const state = all.get(name)
    if (state === undefined) {
      await complainOf(shell, 'shopt', `${name}: invalid ${isSet ? '' : 'shell '}option name`)
      status = 1
    } else if (operands.length > 0 && wanted !== undefined) {
      if (isSet) setNamed(shell, name, wanted)
      else shell.shopt.set(name, wanted)
    } else {
      if (!state && operands.length > 0) status = 1
      const isShown = !given.has('q') && (wanted === undefined || wanted === state)
      if (isShown) await print(shell, shoptLine(name, state, given.has('p'), isSet))
    }
  }
  return status
}

function shoptLine(name: string, state: boolean, isScript: boolean, isSet: boolean): string {
  if (!isScript) return `${name.padEnd(15)}\t${state ? 'on' : 'off'}\n`
  return isSet ? `set ${state ? '-' : '+'}o ${name}\n` : `shopt ${state ? '-s' : '-u'} ${name}\n`
}
