import type { HereDoc, ParsedScript, SyntaxNode } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { DiscardJump, InterruptJump } from '../errors.js'
import { reportJobs } from '../jobs/report-jobs.js'
import { runPending } from '../run/trap.js'
import { reportFault, runText } from '../run/text.js'
import type { Shell } from '../shell.js'
import { findFault } from '../syntax/fault.js'
import type { Fault } from '../syntax/fault-kind.js'
import { grammar, parse } from '../syntax/grammar.js'
import { Source } from '../syntax/source.js'
import { prompt } from './prompt.js'
import { ScriptReader } from './script-reader.js'

/** Runs the commands on the standard input, each as soon as it was read to its end. */
export async function runInput(shell: Shell): Promise<number> {
  const reader = new ScriptReader(shell)
  let line = 1
  for (;;) {
    const read = await readCommand(shell, reader, line)
    if (read === undefined) break
    line += read.lines
    const { text, fault } = read
    if (text.trim() === '') continue
    const source = new Source(text, line - read.lines)
    shell.status = await runRead(shell, source, fault)
  }
  if (shell.isInteractive) await shell.say(shell.dialect === 'bash' ? 'exit\n' : '\n')
  return shell.status
}

async function runRead(shell: Shell, source: Source, fault: Fault | undefined): Promise<number> {
  try {
    if (fault !== undefined) return await reportFault(shell, fault, source)
    return await runText(shell, source, false)
  } catch (thrown) {
    if (thrown instanceof DiscardJump) return shell.status
    if (!(thrown instanceof InterruptJump)) throw thrown
    return shell.status
  }
}

interface Read {
  readonly text: ByteString
  readonly lines: number
  /** What is missing at the end of the input. */
  readonly fault: Fault | undefined
}

/** Reads lines until they are a command; undefined at the end. */
async function readCommand(shell: Shell, reader: ScriptReader, line: number): Promise<Read | undefined> {
  let text = ''
  for (let lines = 0; ; lines++) {
    if (shell.isInteractive) await showPrompt(shell, lines === 0 ? 'PS1' : 'PS2')
    const next = await reader.next()
    if (next.kind === 'interrupted') {
      await interrupted(shell)
      return { text: '', lines, fault: undefined }
    }
    if (next.kind === 'end') {
      if (text === '') return undefined
      const fault = findFault(parse(text), text, shell.dialect)
      return { text, lines, fault }
    }
    text += next.text
    if (lines === 0 && line === 1 && isBinary(text)) return { text, lines: 1, fault: undefined }
    if (!isIncomplete(text, shell)) return { text, lines: lines + 1, fault: undefined }
  }
}

const isBinary = (text: ByteString): boolean => text.includes('\0')

async function interrupted(shell: Shell): Promise<void> {
  try {
    await runPending(shell)
  } catch (thrown) {
    if (!(thrown instanceof InterruptJump)) throw thrown
  }
}

async function showPrompt(shell: Shell, name: 'PS1' | 'PS2'): Promise<void> {
  if (name === 'PS1') await reportJobs(shell)
  await shell.say(await prompt(shell, name))
}

/** Whether more lines have to come. */
function isIncomplete(text: ByteString, { dialect }: Shell): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\\n$/.test(text)) return true
  const script = parse(text)
  const fault = findFault(script, text, dialect)
  if (fault !== undefined) return fault.kind === 'open' || (fault.kind === 'token' && isAtEnd(fault, text))
  return text.includes('<<') && hasOpenDocument(script)
}

const isAtEnd = ({ pos, token }: Fault & { kind: 'token' }, text: ByteString): boolean =>
  token === '' || (token === '\n' && text.slice(pos).trim() === '')

function hasOpenDocument(script: ParsedScript): boolean {
  let isOpen = false
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc') isOpen ||= isUnclosed(node)
    if (!isOpen) grammar().forEachChild(node, visit)
  }
  for (const statement of script.commands) visit(statement)
  return isOpen
}

const isUnclosed = ({ closing }: HereDoc): boolean => closing === undefined
