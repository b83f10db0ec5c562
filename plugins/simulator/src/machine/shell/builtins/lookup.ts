import type { ByteString } from '../../byte-string.js'
import { complain, complainOf } from '../complain.js'
import { searchAll, searchCommand } from '../run/search.js'
import type { Shell } from '../shell.js'
import { bashQuoted, singleQuoted } from '../words/quoting.js'
import { badOption, print, readFlags, type Flags, type Run } from './builtin.js'
import { functionText } from './function-text.js'
import { isBuiltin, isSpecialBuiltin } from './names.js'

const common = ['!', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'if', 'in', 'then', 'until', 'while', '{', '}'] // prettier-ignore
const ofBash = ['[[', ']]', 'function', 'select', 'time', 'coproc']

const isKeyword = ({ dialect }: Shell, name: ByteString): boolean =>
  common.includes(name) || (dialect === 'bash' ? ofBash.includes(name) : dialect === 'ash' && name === 'function')

/** What a name stands for. */
type Kind =
  | { readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' }
  | { readonly kind: 'file'; readonly path: ByteString; readonly isHashed: boolean }

function kindsOf(shell: Shell, name: ByteString, isAll: boolean): readonly Kind[] {
  const kinds: Kind[] = []
  if (shell.aliases.has(name) && aliasesCount(shell)) kinds.push({ kind: 'alias' })
  if (isKeyword(shell, name)) kinds.push({ kind: 'keyword' })
  if (shell.functions.has(name)) kinds.push({ kind: 'function' })
  if (isBuiltin(shell.dialect, name)) kinds.push({ kind: 'builtin' })
  const isHashed = shell.hashed.has(name)
  if (isAll) for (const path of searchAll(shell, name)) kinds.push({ kind: 'file', path, isHashed: false })
  else if (kinds.length === 0) {
    const [path] = searchAll(shell, name)
    if (path !== undefined) kinds.push({ kind: 'file', path, isHashed })
  }
  return isAll ? kinds : kinds.slice(0, 1)
}

const aliasesCount = ({ dialect, isInteractive, shopt }: Shell): boolean =>
  dialect !== 'bash' || isInteractive || shopt.get('expand_aliases') === true

/** As `type` and `command -V` describe it. */
function described(shell: Shell, name: ByteString, found: Kind): ByteString {
  const { dialect } = shell
  switch (found.kind) {
    case 'alias':
      return dialect === 'bash'
        ? `${name} is aliased to \`${shell.aliases.get(name)}'\n`
        : `${name} is an alias for ${shell.aliases.get(name)}\n`
    case 'keyword':
      return `${name} is a shell keyword\n`
    case 'function':
      if (dialect === 'bash') return `${name} is a function\n${functionText(name, shell.functions.get(name)!)}`
      return `${name} is a ${dialect === 'dash' ? 'shell ' : ''}function\n`
    case 'builtin': {
      const isSpecial = dialect !== 'bash' && isSpecialBuiltin(name)
      return `${name} is a ${isSpecial ? 'special ' : ''}shell builtin\n`
    }
    case 'file':
      return found.isHashed && dialect === 'bash'
        ? `${name} is hashed (${found.path})\n`
        : `${name} is ${found.isHashed && dialect === 'dash' ? 'a tracked alias for ' : ''}${found.path}\n`
  }
}

/** `type`. */
export const type: Run = async (shell, words) => {
  const { given, operands } = shell.dialect === 'bash' ? readFlags(words, 'afptP') : withoutFlags(words)
  let status = 0
  for (const name of operands) {
    const kinds = kindsOf(shell, name, given.has('a'))
    if (kinds.length === 0) {
      status = shell.dialect === 'bash' ? 1 : 127
      if (shell.dialect !== 'bash') await print(shell, `${name}: not found\n`)
      else if (!given.has('t') && !given.has('p') && !given.has('P'))
        await complainOf(shell, 'type', `${name}: not found`)
    }
    for (const kind of kinds) await print(shell, shownType(shell, name, kind, given))
  }
  return status
}

const withoutFlags = (words: readonly ByteString[]): Flags => ({
  given: new Map(),
  operands: words.slice(words[1] === '--' ? 2 : 1),
  wrong: undefined,
})

function shownType(shell: Shell, name: ByteString, kind: Kind, given: ReadonlyMap<string, ByteString>): ByteString {
  if (given.has('t')) return `${kind.kind}\n`
  if (given.has('P') || given.has('p')) {
    const path = kind.kind === 'file' ? kind.path : given.has('P') ? searchAll(shell, name)[0] : undefined
    return path === undefined ? '' : `${path}\n`
  }
  return described(shell, name, kind)
}

/** `command`. */
export const command: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, 'pvV')
  if (wrong !== undefined) return badOption(shell, 'command', wrong, 'command [-pVv] command [arg ...]')
  if (operands.length === 0) return 0
  if (given.has('v') || given.has('V')) return describe(shell, operands, given.has('V'))
  shell.builtin = undefined
  return shell.interpreter.invoke(shell, operands, { passes: 'functions', isStandard: given.has('p') })
}

async function describe(shell: Shell, names: readonly ByteString[], isLong: boolean): Promise<number> {
  let status = shell.dialect === 'bash' ? 1 : 0
  for (const name of shell.dialect === 'bash' ? names : names.slice(0, 1)) {
    const [kind] = kindsOf(shell, name, false)
    if (kind === undefined) {
      if (shell.dialect !== 'bash') status = 127
      if (isLong && shell.dialect === 'bash') await complain(shell, `command: ${name}: not found`)
      else if (isLong) await print(shell, `${name}: not found\n`)
      continue
    }
    if (shell.dialect === 'bash') status = 0
    await print(shell, isLong ? described(shell, name, kind) : brief(shell, name, kind))
  }
  return status
}

function brief(shell: Shell, name: ByteString, found: Kind): ByteString {
  if (found.kind === 'file') return `${found.path}\n`
  if (found.kind !== 'alias') return `${name}\n`
  const text = shell.aliases.get(name)!
  return shell.dialect === 'bash' ? `alias ${name}='${text}'\n` : `alias ${name}=${singleQuoted(text)}\n`
}

/** `hash`. */
export const hash: Run = async (shell, words) => {
  const { given, operands } = readFlags(words, shell.dialect === 'bash' ? 'dlp:rt' : 'rv')
  if (given.has('r')) shell.hashed.clear()
  if (operands.length === 0) return given.has('r') ? 0 : showHashed(shell)
  let status = 0
  for (const name of operands) {
    if (given.has('d')) shell.hashed.delete(name)
    else if (given.has('t') && shell.hashed.has(name)) await print(shell, `${shell.hashed.get(name)}\n`)
    else if (!isBuiltin(shell.dialect, name) && searchCommand(shell, name).path === undefined) {
      await complainOf(shell, 'hash', `${name}: not found`)
      status = 1
    }
  }
  return status
}

async function showHashed(shell: Shell): Promise<number> {
  const paths = [...shell.hashed.values()]
  if (shell.dialect !== 'bash') return print(shell, paths.map((path) => `${path}\n`).join(''))
  if (paths.length === 0) return print(shell, 'hash: hash table empty\n')
  return print(shell, `hits\tcommand\n${paths.map((path) => `   1\t${path}\n`).join('')}`)
}

/** `alias`. */
export const alias: Run = async (shell, words) => {
  const operands = words.slice(words[1] === '-p' || words[1] === '--' ? 2 : 1)
  if (operands.length === 0) {
    const names = [...shell.aliases.keys()]
    if (shell.dialect === 'bash') names.sort()
    return print(shell, names.map((name) => shownAlias(shell, name)).join(''))
  }
  let status = 0
  for (const operand of operands) {
    const at = operand.indexOf('=', 1)
    if (at > 0) shell.aliases.set(operand.slice(0, at), operand.slice(at + 1))
    else if (shell.aliases.has(operand)) await print(shell, shownAlias(shell, operand))
    else {
      status = 1
      await noAlias(shell, 'alias', operand)
    }
  }
  return status
}

function shownAlias({ dialect, aliases }: Shell, name: ByteString): ByteString {
  const text = aliases.get(name)!
  return dialect === 'bash' ? `alias ${name}=${bashQuoted(text, true)}\n` : `${name}=${singleQuoted(text)}\n`
}

async function noAlias(shell: Shell, builtin: string, name: ByteString): Promise<void> {
  if (shell.dialect === 'bash') await complainOf(shell, builtin, `${name}: not found`)
  else await shell.say(`${builtin}: ${name} not found\n`)
}

export const unalias: Run = async (shell, words) => {
  const { given, operands } = readFlags(words, 'a')
  if (given.has('a')) shell.aliases.clear()
  let status = 0
  for (const name of operands) {
    if (shell.aliases.delete(name)) continue
    status = 1
    await noAlias(shell, 'unalias', name)
  }
  return status
}
