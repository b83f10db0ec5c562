import type { ByteString } from '../../byte-string.js'
import { complainOf } from '../complain.js'
import { elementKey } from '../expand/arithmetic.js'
import { assignArray, combine } from '../run/assign.js'
import type { Shell } from '../shell.js'
import { declaration } from '../state/attributes.js'
import { arrayOf } from '../state/dynamic.js'
import type { Variable } from '../state/variable.js'
import { badOption, isName, print, type Run } from './builtin.js'
import { functionText } from './function-text.js'

const usage = 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]'

/** `declare` and `typeset` of bash. */
export const declare: Run = async (shell, words) => {
  const name = words[0] ?? 'declare'
  const options = new Map<string, ByteString>()
  let at = 1
  for (; at < words.length && /^[-+]./.test(words[at]!); at++) {
    if (words[at] === '--') {
      at++
      break
    }
    for (const letter of words[at]!.slice(1)) {
      if (!'aAfFgiIlnprtux'.includes(letter)) return badOption(shell, name, letter, usage.replace(/declare/g, name))
      options.set(letter, words[at]![0]!)
    }
  }
  const operands = words.slice(at)
  if (options.has('f') || options.has('F')) return functions(shell, operands, options.has('F'))
  if (options.has('p')) return show(shell, name, operands)
  if (operands.length === 0) return print(shell, listed(shell, options))
  const isLocal = shell.variables.depth > 0 && !options.has('g')
  let status = 0
  for (const operand of operands) status = (await declareOne(shell, operand, options, isLocal, name)) || status
  return status
}

async function functions(shell: Shell, names: readonly ByteString[], namesOnly: boolean): Promise<number> {
  const wanted = names.length > 0 ? names : [...shell.functions.keys()].sort()
  let status = 0
  for (const name of wanted) {
    const found = shell.functions.get(name)
    if (found === undefined) status = 1
    else if (!namesOnly) await print(shell, functionText(name, found))
    else await print(shell, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`)
  }
  return status
}

async function show(shell: Shell, name: ByteString, operands: readonly ByteString[]): Promise<number> {
  if (operands.length === 0) {
    return print(
      shell,
      shell.variables
        .names()
        .map((one) => declaration(one, shell.variables.own(one)!))
        .join(''),
    )
  }
  let status = 0
  for (const operand of operands) {
    const variable = shell.variables.own(operand) ?? dynamicArray(shell, operand)
    if (variable !== undefined) await print(shell, declaration(operand, variable))
    else {
      await complainOf(shell, name, `${operand}: not found`)
      status = 1
    }
  }
  return status
}

function dynamicArray(shell: Shell, name: ByteString): Variable | undefined {
  const texts = arrayOf(shell, name)
  if (texts === undefined) return undefined
  const elements = new Map(texts.map((text, at): [number, ByteString] => [at, text]))
  return { value: undefined, elements, kind: 'indexed', top: texts.length, isExported: false, isReadOnly: false, isInteger: false, isReference: false, letters: undefined } // prettier-ignore
}

const listed = (shell: Shell, options: ReadonlyMap<string, ByteString>): ByteString =>
  shell.variables
    .names()
    .map((name) => [name, shell.variables.own(name)!] as const)
    .filter(([, variable]) => [...options.keys()].every((letter) => hasLetter(variable, letter)))
    .map(([name, variable]) => declaration(name, variable))
    .join('')

const hasLetter = ({ kind, isInteger, isReadOnly, isExported, isReference }: Variable, letter: string): boolean =>
  ({ a: kind === 'indexed', A: kind === 'associative', i: isInteger, r: isReadOnly, x: isExported, n: isReference })[
    letter
  ] ?? true

/** Declares one variable: its attributes, and its value where it has one. */
export async function declareOne(
  shell: Shell,
  operand: ByteString,
  options: ReadonlyMap<string, ByteString>,
  isLocal: boolean,
  name = 'local',
): Promise<number> {
  const [, target = '', , subscript, append, value] = /^([^=+[]*)(\[(.*?)\])?(\+?)(?:=(.*))?$/s.exec(operand) ?? []
  if (!isName(target)) {
    await complainOf(shell, name, `\`${operand}': not a valid identifier`)
    return 1
  }
  const { variables } = shell
  if (isLocal) variables.makeLocal(target, shell.shopt.get('localvar_inherit') === true)
  const isReference = options.get('n') === '-'
  const variable = isReference ? variables.ownRequire(target) : variables.require(target)
  const changes = value !== undefined || shell.arrays.has(target) || options.get('r') === '+'
  if (variable.isReadOnly && changes) {
    await complainOf(shell, name, `${target}: readonly variable`)
    return 1
  }
  setAttributes(shell, variable, options)
  const array = shell.arrays.get(target)
  if (array !== undefined) await assignArray(shell, target, array, append === '+')
  else if (value !== undefined && isReference) variable.value = value
  else if (value !== undefined && subscript !== undefined) {
    const key = elementKey(shell, target, subscript)
    shell.assignElement(target, key, combine(shell, target, shell.element(target, key), value, append === '+'))
  } else if (value !== undefined) {
    shell.assign(target, combine(shell, target, variables.get(target), value, append === '+'))
  }
  if (options.has('r')) variable.isReadOnly = options.get('r') === '-'
  return 0
}

function setAttributes({ variables }: Shell, variable: Variable, options: ReadonlyMap<string, ByteString>): void {
  if (options.get('A') === '-' || options.get('A') === '') variables.makeArray(variable, 'associative')
  if (options.get('a') === '-' || options.get('a') === '') variables.makeArray(variable, 'indexed')
  const isOn = (letter: string): boolean | undefined => (options.has(letter) ? options.get(letter) !== '+' : undefined)
  variable.isInteger = isOn('i') ?? variable.isInteger
  variable.isExported = isOn('x') ?? variable.isExported
  variable.isReference = isOn('n') ?? variable.isReference
  if (options.has('l')) variable.letters = isOn('l') === true ? 'lower' : undefined
  if (options.has('u')) variable.letters = isOn('u') === true ? 'upper' : undefined
}
