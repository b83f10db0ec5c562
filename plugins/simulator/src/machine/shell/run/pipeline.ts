import type { Pipeline, Statement } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { statusOf } from '../jobs/children.js'
import { handTerminal, report } from '../jobs/foreground.js'
import { fork } from './fork.js'
import type { Shell } from '../shell.js'
import { afterCommand, tested } from './failure.js'
import { timed } from './time.js'

/** Runs a pipeline, each part of it in a subshell. */
export async function runPipeline(shell: Shell, pipeline: Pipeline, isLast: boolean): Promise<number> {
  const { prefixes, commands } = pipeline
  const time = prefixes.find((prefix) => prefix.type === 'Time')
  const isNegated = prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1
  const run = (): Promise<number> => runParts(shell, pipeline, isLast && prefixes.length === 0)
  const timedRun = time === undefined ? run : () => timed(shell, run, time.posix !== undefined)
  if (prefixes.some(({ type }) => type === 'Negation')) {
    const status = await tested(shell, timedRun)
    return (shell.status = isNegated ? (status === 0 ? 1 : 0) : status)
  }
  const status = await timedRun()
  return commands.length > 1 ? afterCommand(shell, status) : status
}

async function runParts(shell: Shell, pipeline: Pipeline, isLast: boolean): Promise<number> {
  const { commands } = pipeline
  if (commands.length === 0) return 0
  if (commands.length === 1) return shell.interpreter.command(shell, commands[0]!, isLast)
  const isOwn = shell.has('monitor') && !shell.isSubshell
  const pids = await startParts(shell, pipeline, isOwn)
  if (isOwn) handTerminal(shell, pids[0]!)
  const ended: number[] = []
  for (const pid of pids) ended.push(await shell.children.wait(pid))
  if (isOwn) handTerminal(shell, shell.proc.pid)
  shell.statuses = ended.map(statusOf)
  await report(shell, pids.at(-1)!, ended.at(-1)!, shell.source.slice(pipeline))
  return statusOfParts(shell)
}

function statusOfParts(shell: Shell): number {
  const { statuses } = shell
  const failed = shell.has('pipefail') ? statuses.findLast((status) => status !== 0) : undefined
  return failed ?? statuses.at(-1)!
}

/** Starts the parts; returns their pids. */
async function startParts(shell: Shell, { commands, operators }: Pipeline, isOwn: boolean): Promise<number[]> {
  const { proc } = shell
  const pids: number[] = []
  let from: number | undefined
  for (const [at, command] of commands.entries()) {
    const isEnd = at === commands.length - 1
    const [reader, writer] = isEnd ? [undefined, undefined] : proc.pipe()
    const input = from
    const withErrors = operators[at] === '|&'
    const pid = await fork(
      shell,
      (child) => {
        plug(child, { input, writer, unused: reader, withErrors })
        return shell.interpreter.inSubshell(shell, child, (part) => part.interpreter.command(part, command, true))
      },
      { ownGroup: isOwn && at === 0 },
    )
    if (isOwn && at > 0) proc.setGroup(pid, pids[0]!)
    pids.push(pid)
    if (input !== undefined) proc.close(input)
    if (writer !== undefined) proc.close(writer)
    from = reader
  }
  return pids
}

interface Plugs {
  readonly input: number | undefined
  readonly writer: number | undefined
  readonly unused: number | undefined
  readonly withErrors: boolean
}

/** Joins a part to its neighbours. */
function plug(child: Proc, { input, writer, unused, withErrors }: Plugs): void {
  if (unused !== undefined) child.close(unused)
  if (input !== undefined) move(child, input, 0)
  if (writer !== undefined) move(child, writer, 1)
  if (withErrors) child.dup2(1, 2)
}

function move(child: Proc, fd: number, to: number): void {
  if (fd === to) return
  child.dup2(fd, to)
  child.close(fd)
}

/** Runs a list in the background. */
export async function runBackground(shell: Shell, statement: Statement): Promise<number> {
  const isOwn = shell.has('monitor') && !shell.isSubshell
  const pid = await fork(
    shell,
    async (child) => {
      if (!shell.has('monitor')) await detach(child)
      return shell.interpreter.inSubshell(shell, child, (part) =>
        part.interpreter.command(part, statement.command, true),
      )
    },
    { ownGroup: isOwn },
  )
  shell.lastBackground = pid
  const job = shell.jobs.add([pid], jobText(shell, statement), isOwn ? pid : undefined)
  if (shell.isInteractive && shell.dialect !== 'ash') await shell.say(`[${job.id}] ${pid}\n`)
  return (shell.status = 0)
}

/** What is in the background does not read the input, nor is it interrupted by keys. */
async function detach(child: Proc): Promise<void> {
  child.handle(2, 'ignore')
  child.handle(3, 'ignore')
  const fd = await child.open('/dev/null', { read: true })
  move(child, fd, 0)
}

const jobText = (shell: Shell, { command }: Statement): ByteString =>
  shell.dialect === 'bash' || shell.has('monitor') ? shell.source.slice(command) : ''
