import type { ParsedScript, Statement } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { prefixOf } from '../complain.js'
import { DiscardJump, ExitJump } from '../errors.js'
import type { Shell } from '../shell.js'
import { findFault } from '../syntax/fault.js'
import type { Fault } from '../syntax/fault-kind.js'
import { parse } from '../syntax/grammar.js'
import { syntaxError } from '../syntax/sentence.js'
import type { Source } from '../syntax/source.js'
import { runStatements } from './execute.js'

/** What was read together: the statements of one line, or of the lines that belong to it. */
interface Group {
  readonly statements: readonly Statement[]
  /** Where the next one begins. */
  readonly end: number
}

function groupsOf({ commands }: ParsedScript, text: ByteString): readonly Group[] {
  const groups: Group[] = []
  let statements: Statement[] = []
  for (const [at, statement] of commands.entries()) {
    statements.push(statement)
    const next = commands[at + 1]
    if (next !== undefined && !text.slice(statement.end, next.pos).includes('\n')) continue
    groups.push({ statements, end: next?.pos ?? text.length })
    statements = []
  }
  return groups
}

/** Runs text, each line once it was read, up to what cannot be read. */
export async function runText(shell: Shell, source: Source, isLast: boolean): Promise<number> {
  const outer = shell.source
  shell.source = source
  try {
    return await runGroups(shell, source, isLast)
  } finally {
    shell.source = outer
  }
}

async function runGroups(shell: Shell, source: Source, isLast: boolean): Promise<number> {
  const { text } = source
  const script = parse(text)
  const groups = groupsOf(script, text)
  const fault = findFault(script, text, shell.dialect)
  let status = 0
  let shown = 0
  for (const [at, { statements, end }] of groups.entries()) {
    if (fault !== undefined && (fault.pos < end || end === text.length)) break
    if (shell.has('verbose') && isShown(shell)) await shell.say(linesUpTo(text, shown, end))
    shown = end
    shell.source = source
    status = await runGroup(shell, statements, isLast && at === groups.length - 1)
  }
  return fault === undefined ? status : reportFault(shell, fault, source)
}

/** Only bash shows what it reads of a string. */
const isShown = ({ dialect, isCommand }: Shell): boolean => dialect === 'bash' || !isCommand

/** Bash goes on with the next line where something could not be expanded. */
async function runGroup(shell: Shell, statements: readonly Statement[], isLast: boolean): Promise<number> {
  try {
    return await runStatements(shell, statements, isLast)
  } catch (thrown) {
    const isTop = shell.source === shell.input && shell.calls.length === 0
    if (!(thrown instanceof DiscardJump) || shell.dialect !== 'bash' || !isTop) throw thrown
    return shell.status
  }
}

const linesUpTo = (text: ByteString, from: number, end: number): ByteString => {
  const part = text.slice(from, end)
  return part.endsWith('\n') ? part : `${part}\n`
}

/** Says what is wrong; that ends all but bash's `eval` and its like. */
export async function reportFault(shell: Shell, fault: Fault, source: Source): Promise<number> {
  shell.status = 2
  await shell.say(
    syntaxError(fault, {
      dialect: shell.dialect,
      source,
      name: readingName(shell),
      prefix: (line) => prefixOf(shell, line),
    }),
  )
  if (shell.isInteractive && !shell.isSubshell) return 2
  if (shell.dialect === 'bash' && shell.reading !== undefined) return 2
  throw new ExitJump(2)
}

/** What bash reads: a string, `eval`, a file. */
function readingName({ name, isCommand, reading, isInteractive }: Shell): ByteString {
  if (reading !== undefined) return reading.startsWith('/') || reading.includes('.') ? reading : `${name}: ${reading}`
  return isCommand && !isInteractive ? `${name}: -c` : name
}
