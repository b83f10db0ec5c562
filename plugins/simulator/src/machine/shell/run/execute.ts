import type { CommandNode, PipelineNode, Redirected, Statement, Subshell } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { complain } from '../complain.js'
import { ExpansionError } from '../errors.js'
import { evaluateText } from '../expand/arithmetic.js'
import { foreground, reportKilled } from '../jobs/foreground.js'
import { fork } from './fork.js'
import type { Node, Shell } from '../shell.js'
import { parse } from '../syntax/grammar.js'
import { Source } from '../syntax/source.js'
import { afterCommand, tested } from './failure.js'
import { guarded } from './guard.js'
import { runArithmeticFor, runCase, runFor, runIf, runSelect, runWhile } from './compound.js'
import { runBackground, runPipeline } from './pipeline.js'
import { Redirections } from './redirect.js'
import { runSimple } from './simple.js'
import { runTestCommand } from './test-command.js'
import { traceLine } from './trace.js'
import { runPending, runTrap } from './trap.js'

/** Runs statements one after the other. */
export async function runStatements(shell: Shell, statements: readonly Statement[], isLast: boolean): Promise<number> {
  let status = 0
  for (const [at, statement] of statements.entries()) {
    const turn = shell.proc.tick()
    if (turn !== undefined) await turn
    if (shell.traps.isPending) await runPending(shell)
    if (shell.has('noexec') && !shell.isInteractive) break
    const ends = isLast && at === statements.length - 1
    status =
      statement.background === true
        ? await runBackground(shell, statement)
        : await runNode(shell, statement.command, ends)
    shell.status = status
    if (shell.traps.isPending) await runPending(shell)
  }
  return status
}

/** Runs one command of a list. */
export async function runNode(shell: Shell, node: Node, isLast: boolean): Promise<number> {
  if (node.type !== 'AndOr') return runPart(shell, node, isLast)
  let status = 0
  for (const [at, command] of node.commands.entries()) {
    const operator = node.operators[at - 1]
    if (operator !== undefined && (operator === '&&') !== (status === 0)) continue
    const isEnd = at === node.commands.length - 1
    status = isEnd ? await runPart(shell, command, isLast) : await tested(shell, () => runPart(shell, command, false))
    shell.status = status
  }
  return status
}

const runPart = (shell: Shell, node: PipelineNode, isLast: boolean): Promise<number> =>
  node.type === 'Pipeline' ? runPipeline(shell, node, isLast) : runCommand(shell, node, isLast)

async function runCommand(shell: Shell, node: CommandNode, isLast: boolean): Promise<number> {
  shell.line = shell.source.lineAt(node.pos)
  if (shell.dialect === 'bash' && shell.traps.get('DEBUG') !== undefined) await runTrap(shell, 'DEBUG')
  switch (node.type) {
    case 'Command': {
      const mayReplace = isLast && shell.traps.entries().length === 0
      const status = await runSimple(shell, node, mayReplace)
      if (shell.killed !== undefined) await reportKilled(shell, shell.source.slice(node))
      shell.statuses = [status]
      return afterCommand(shell, status)
    }
    case 'Redirected':
      return runRedirected(shell, node, isLast)
    case 'Function':
      shell.functions.set(node.name.value, { body: node.body, source: shell.source })
      return 0
    case 'Subshell':
      return afterCommand(shell, await runSubshell(shell, node))
    case 'BraceGroup':
      return runStatements(shell, node.body.commands, isLast)
    case 'If':
      return runIf(shell, node)
    case 'While':
      return runWhile(shell, node)
    case 'For':
      return guarded(shell, () => runFor(shell, node))
    case 'ArithmeticFor':
      return guarded(shell, () => runArithmeticFor(shell, node))
    case 'Select':
      return guarded(shell, () => runSelect(shell, node))
    case 'Case':
      return guarded(shell, () => runCase(shell, node))
    case 'TestCommand':
      return afterCommand(shell, await guarded(shell, () => runTestCommand(shell, node)))
    case 'ArithmeticCommand':
      return afterCommand(shell, await runArithmetic(shell, node.body))
    case 'Coproc':
      await complain(shell, 'coproc: not supported')
      return 1
  }
}

async function runRedirected(shell: Shell, { command, redirects }: Redirected, isLast: boolean): Promise<number> {
  const redirections = new Redirections(shell)
  let isApplied = false
  const status = await guarded(shell, async () => {
    await redirections.apply(redirects)
    isApplied = true
    return 0
  })
  if (!isApplied) return afterCommand(shell, status)
  try {
    return await runCommand(shell, command, isLast)
  } finally {
    redirections.undo()
  }
}

async function runSubshell(shell: Shell, { body }: Subshell): Promise<number> {
  const pid = await fork(
    shell,
    (child) => shell.interpreter.inSubshell(shell, child, (subshell) => runStatements(subshell, body.commands, true)),
    { ownGroup: shell.has('monitor') && !shell.isSubshell },
  )
  const status = await foreground(shell, pid)
  if (shell.killed !== undefined) await reportKilled(shell, '')
  return status
}

/** `((...))`, which other shells than bash take for two subshells. */
async function runArithmetic(shell: Shell, body: ByteString): Promise<number> {
  if (shell.dialect !== 'bash') return runNested(shell, body)
  await traceLine(shell, `(( ${body.trim()} ))`)
  return guarded(shell, async () => {
    try {
      return (await evaluateText(shell, body, '((: ')) === 0n ? 1 : 0
    } catch (thrown) {
      if (!(thrown instanceof ExpansionError)) throw thrown
      await complain(shell, thrown.message)
      return 1
    }
  })
}

async function runNested(shell: Shell, body: ByteString): Promise<number> {
  const source = new Source(body, shell.line)
  const pid = await fork(shell, (child) =>
    shell.interpreter.inSubshell(shell, child, (subshell) => {
      subshell.source = source
      return runStatements(subshell, parse(body).commands, true)
    }),
  )
  const status = await foreground(shell, pid)
  if (shell.killed !== undefined) await reportKilled(shell, '')
  return status
}
