import type { ArrayValue, Assignment, Command, CommandArgument, Redirection, Word } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { isSpecialBuiltin } from '../builtins/names.js'
import { ShellError } from '../errors.js'
import { expandFields, isPlain } from '../expand/fields.js'
import { closeOpened } from '../expand/substitution.js'
import type { Shell } from '../shell.js'
import { Source } from '../syntax/source.js'
import { assignedText, assignTo, combine } from './assign.js'
import { deeper } from './call.js'
import { guarded } from './guard.js'
import { Redirections } from './redirect.js'
import { trace } from './trace.js'

/** Runs a simple command: variables, redirections and words (POSIX, XCU 2.9.1). */
export async function runSimple(shell: Shell, command: Command, isLast: boolean): Promise<number> {
  const alias = aliasOf(shell, command.name)
  if (alias !== undefined) return runAlias(shell, command, alias)
  const opened = shell.opened.length
  try {
    return await guarded(shell, () => run(shell, command, isLast))
  } finally {
    if (shell.opened.length > opened) closeOpened(shell, opened)
  }
}

const isAssignment = (node: Assignment | Redirection): node is Assignment => node.type === 'Assignment'

async function run(shell: Shell, command: Command, isLast: boolean): Promise<number> {
  shell.substituted = undefined
  const { name, prefix, redirects } = command
  const words = await wordsOf(shell, name, command.args)
  const assignments = prefix.filter(isAssignment)
  if (words.length === 0) return assign(shell, assignments, redirects)
  const substituted = shell.substituted
  const values = await valuesOf(shell, assignments)
  if (shell.has('xtrace')) await trace(shell, words, values)
  shell.lastArgument = words.at(-1)!
  shell.substituted = substituted
  if (redirects.length === 0) return invoke(shell, words, values, isLast)
  return redirected(shell, words, values, { redirects, isLast })
}

const invoke = (
  shell: Shell,
  words: readonly ByteString[],
  values: ReadonlyMap<ByteString, ByteString>,
  isLast: boolean,
): Promise<number> => shell.interpreter.invoke(shell, words, { assigned: values, isLast })

async function redirected(
  shell: Shell,
  words: readonly ByteString[],
  values: ReadonlyMap<ByteString, ByteString>,
  { redirects, isLast }: { readonly redirects: readonly Redirection[]; readonly isLast: boolean },
): Promise<number> {
  const redirections = new Redirections(shell)
  const isKept = words[0] === 'exec' && !shell.functions.has('exec')
  await applyTo(shell, words, redirections, redirects)
  try {
    const status = await invoke(shell, words, values, isLast)
    if (isKept) redirections.keep()
    return status
  } finally {
    redirections.undo()
  }
}

/** What cannot be redirected of a special builtin ends a script of POSIX. */
async function applyTo(
  shell: Shell,
  [name = '']: readonly ByteString[],
  redirections: Redirections,
  redirects: readonly Redirection[],
): Promise<void> {
  try {
    await redirections.apply(redirects)
  } catch (thrown) {
    const isFatal = shell.dialect !== 'bash' && isSpecialBuiltin(name)
    if (!isFatal || !(thrown instanceof ShellError)) throw thrown
    throw new ShellError(thrown.message, { status: thrown.status, isFatal })
  }
}

/** Variables alone, with what redirections do by themselves. */
async function assign(
  shell: Shell,
  assignments: readonly Assignment[],
  redirects: readonly Redirection[],
): Promise<number> {
  const redirections = new Redirections(shell)
  await redirections.apply(redirects)
  redirections.undo()
  for (const assignment of assignments) {
    const text = await assignTo(shell, assignment)
    if (shell.has('xtrace')) await trace(shell, [], new Map([[assignment.name, text]]), assignment)
  }
  return shell.substituted ?? 0
}

/** What variables are for a command alone: each may use the ones before it. */
async function valuesOf(shell: Shell, assignments: readonly Assignment[]): Promise<Map<ByteString, ByteString>> {
  const values = new Map<ByteString, ByteString>()
  for (const { name, value, append } of assignments) {
    if (value.type === 'ArrayValue') continue
    const text = await assignedText(shell, value)
    values.set(name, combine(shell, name, values.get(name) ?? shell.variables.get(name), text, append === true))
  }
  return values
}

/** The words of a command; those of `declare` and its like may be arrays. */
async function wordsOf(
  shell: Shell,
  name: Word | undefined,
  args: readonly CommandArgument[],
): Promise<readonly ByteString[]> {
  if (name === undefined) return []
  const words = isPlain(name) ? [name.text] : await expandFields(shell, [name])
  const arrays = new Map<ByteString, ArrayValue>()
  for (const arg of args) {
    if (arg.type === 'Word') {
      if (isPlain(arg)) words.push(arg.text)
      else for (const field of await expandFields(shell, [arg])) words.push(field)
    } else if (arg.value.type === 'ArrayValue') {
      arrays.set(arg.name, arg.value)
      words.push(arg.append === true ? `${arg.name}+` : arg.name)
    } else {
      const target = shell.source.text.slice(arg.pos, arg.value.pos)
      words.push(target + (await assignedText(shell, arg.value)))
    }
  }
  shell.arrays = arrays
  return words
}

/** The names of aliases that are expanded now, each of which is not once more. */
const expanding = new WeakMap<Shell, Set<ByteString>>()

function aliasOf(shell: Shell, name: Word | undefined): ByteString | undefined {
  if (shell.aliases.size === 0 || name === undefined || !isPlain(name)) return undefined
  const isOn = shell.dialect !== 'bash' || shell.isInteractive || shell.shopt.get('expand_aliases') === true
  if (!isOn || expanding.get(shell)?.has(name.text) === true) return undefined
  return shell.aliases.get(name.text)
}

async function runAlias(shell: Shell, command: Command, alias: ByteString): Promise<number> {
  const name = command.name!
  const { source } = shell
  const text = source.text.slice(command.pos, name.pos) + alias + source.text.slice(name.end, command.end)
  const names = expanding.get(shell) ?? new Set()
  expanding.set(shell, names.add(name.text))
  try {
    return await deeper(shell, () => shell.interpreter.runText(shell, new Source(text, shell.line), false))
  } finally {
    names.delete(name.text)
    shell.source = source
  }
}
