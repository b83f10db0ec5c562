import type { ByteString } from '../../byte-string.js'
import { complainOf } from '../complain.js'
import { ShellError } from '../errors.js'
import { evaluateExpanded } from '../expand/arithmetic.js'
import { ExpansionError } from '../errors.js'
import { combine } from '../run/assign.js'
import type { Shell } from '../shell.js'
import { declaration } from '../state/attributes.js'
import { ReadOnlyVariable } from '../state/variables.js'
import { singleQuoted } from '../words/quoting.js'
import { badOption, isName, mistake, print, readFlags, type Run } from './builtin.js'
import { declareOne } from './declare.js'

/** `export` and `readonly`. */
export const mark: Run = async (shell, words) => {
  const name = words[0] === 'readonly' ? 'readonly' : 'export'
  const { given, operands, wrong } = readFlags(words, shell.dialect === 'bash' ? 'fnpaA' : 'pn')
  if (wrong !== undefined)
    return badOption(
      shell,
      name,
      wrong,
      `${name} [-${name === 'export' ? 'fn' : 'aAf'}] [name[=value] ...] or ${name} -p`,
    )
  if (operands.length === 0) return print(shell, marked(shell, name))
  if (given.has('f')) return 0
  let status = 0
  for (const operand of operands) status = (await markOne(shell, name, operand, given)) || status
  return status
}

function marked(shell: Shell, name: 'export' | 'readonly'): ByteString {
  const lines: ByteString[] = []
  for (const variable of shell.variables.names()) {
    const found = shell.variables.own(variable)!
    if (!(name === 'export' ? found.isExported : found.isReadOnly)) continue
    if (shell.dialect === 'bash') lines.push(declaration(variable, found))
    else lines.push(`${name} ${variable}${found.value === undefined ? '' : `=${singleQuoted(found.value)}`}\n`)
  }
  return lines.join('')
}

async function markOne(
  shell: Shell,
  name: 'export' | 'readonly',
  operand: ByteString,
  given: ReadonlyMap<string, ByteString>,
): Promise<number> {
  const [, target = '', append, value] = /^([^=+]*)(?:(\+?)=(.*))?\+?$/s.exec(operand) ?? []
  if (!isName(target)) {
    if (shell.dialect !== 'bash') return mistake(shell, name, `${target}: bad variable name`)
    await complainOf(shell, name, `\`${operand}': not a valid identifier`)
    return 1
  }
  if (shell.dialect === 'bash') {
    const array = shell.arrays.has(target)
    if (array) await declareOne(shell, operand, new Map(given), false)
  }
  if (value !== undefined)
    shell.assign(target, combine(shell, target, shell.variables.get(target), value, append === '+'))
  const variable = shell.variables.require(target)
  if (name === 'export') variable.isExported = !given.has('n')
  else variable.isReadOnly = true
  return 0
}

export const unset: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, shell.dialect === 'bash' ? 'fvn' : 'fv')
  if (wrong !== undefined) return badOption(shell, 'unset', wrong, 'unset [-f] [-v] [-n] [name ...]')
  let status = 0
  for (const operand of operands) status = (await unsetOne(shell, operand, given)) || status
  return status
}

async function unsetOne(shell: Shell, name: ByteString, given: ReadonlyMap<string, ByteString>): Promise<number> {
  if (given.has('f')) {
    shell.functions.delete(name)
    return 0
  }
  const [, array, subscript] = /^([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]$/s.exec(name) ?? []
  try {
    if (array !== undefined && shell.dialect === 'bash') unsetElement(shell, array, subscript!)
    else if (!isName(name)) {
      if (shell.dialect !== 'bash') return mistake(shell, 'unset', `${name}: bad variable name`)
      if (!given.has('v')) return 0
      await complainOf(shell, 'unset', `\`${name}': not a valid identifier`)
      return 1
    } else if (shell.variables.own(name) === undefined && !given.has('v')) shell.functions.delete(name)
    else shell.variables.unset(name)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof ReadOnlyVariable)) throw thrown
    if (shell.dialect !== 'bash') return mistake(shell, 'unset', `${name}: is read only`)
    await complainOf(shell, 'unset', `${name}: cannot unset: readonly variable`)
    return 1
  }
}

function unsetElement(shell: Shell, name: ByteString, subscript: ByteString): void {
  const variable = shell.variables.find(name)
  if (variable?.kind === 'associative') shell.variables.unsetElement(name, subscript)
  else if (subscript === '@' || subscript === '*') shell.variables.unset(name)
  else {
    const index = Number(evaluateExpanded(shell, subscript))
    shell.variables.unsetElement(name, index < 0 ? (variable?.top ?? 0) + index : index)
  }
}

/** `local` of busybox and dash; that of bash is a `declare`. */
export const local: Run = async (shell, words) => {
  if (shell.variables.depth === 0) {
    if (shell.dialect !== 'bash') return mistake(shell, 'local', 'not in a function')
    await complainOf(shell, 'local', 'can only be used in a function')
    return 1
  }
  if (shell.dialect === 'bash') return declareLocal(shell, words)
  for (const operand of words.slice(1)) {
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(operand) ?? []
    if (name === '-') continue
    if (!isName(name)) return mistake(shell, 'local', `${name}: bad variable name`)
    shell.variables.makeLocal(name, true)
    if (value !== undefined) shell.assign(name, value)
  }
  return 0
}

async function declareLocal(shell: Shell, words: readonly ByteString[]): Promise<number> {
  const { given, operands, wrong } = readFlags(words, 'aAilnrux')
  if (wrong !== undefined) return badOption(shell, 'local', wrong, 'local [option] name[=value] ...')
  let status = 0
  for (const operand of operands) {
    if (operand !== '-') status = (await declareOne(shell, operand, new Map(given), true)) || status
  }
  return status
}

/** `let`. */
export const letBuiltin: Run = async (shell, words) => {
  if (words.length === 1) {
    if (shell.dialect !== 'bash') throw new ShellError('expression expected', { status: 2 })
    await complainOf(shell, 'let', 'expression expected')
    return 1
  }
  let value = 0n
  for (const word of words.slice(1)) {
    try {
      value = evaluateExpanded(shell, word)
    } catch (thrown) {
      if (!(thrown instanceof ExpansionError)) throw thrown
      await complainOf(shell, 'let', thrown.message)
      return shell.dialect === 'ash' ? 2 : 1
    }
  }
  return value === 0n ? 1 : 0
}
