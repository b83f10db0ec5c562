import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { complain, complainAs, complainOf } from '../complain.js'
import { signalOf, statusOf } from '../jobs/children.js'
import { handTerminal, report } from '../jobs/foreground.js'
import type { Job } from '../jobs/jobs.js'
import { isDone, jobLine, updateJobs } from '../jobs/report-jobs.js'
import { signalText } from '../jobs/signal-text.js'
import { signalNumbers } from '../../kernel/signals.js'
import type { Shell } from '../shell.js'
import { mistake, print, readFlags, type Run } from './builtin.js'
import { numberOfSignal, signalList, signalName } from './signal-names.js'

/** Waits for a process; a signal with a trap ends that. */
async function waitFor(shell: Shell, pid: number): Promise<number> {
  const { children, traps, jobs } = shell
  const job = jobs.ofPid(pid)
  for (;;) {
    const known = job?.statuses.get(pid) ?? children.take(pid)
    if (known !== undefined) {
      job?.statuses.set(pid, known)
      return known
    }
    const next = children.next()
    const got = await Promise.race([next, traps.interruption()])
    if (got === 'interrupted') return 128 + signalNumbers[traps.pending as keyof typeof signalNumbers]
    if (!got) return 127
  }
}

/** Whether a status is of `wait` that a signal ended. */
const isInterrupted = ({ traps }: Shell): boolean => traps.isPending

/** `wait`. */
export const wait: Run = async (shell, words) => {
  const { given, operands } = readFlags(words, shell.dialect === 'bash' ? 'fnp:' : '')
  if (given.has('n')) return waitAny(shell)
  if (operands.length === 0) return waitAll(shell)
  let status = 0
  for (const operand of operands) {
    status = await waitOne(shell, operand)
    if (isInterrupted(shell)) break
  }
  return status
}

async function waitAll(shell: Shell): Promise<number> {
  for (const job of [...shell.jobs.all()]) {
    for (const pid of job.pids) {
      const status = await waitFor(shell, pid)
      if (isInterrupted(shell)) return status
      shell.jobs.remember(pid, status)
    }
    // Before the next prompt it is told of.
    if (!shell.isInteractive) shell.jobs.remove(job)
  }
  return 0
}

async function waitAny(shell: Shell): Promise<number> {
  for (;;) {
    updateJobs(shell)
    const done = shell.jobs.all().find(isDone)
    if (done !== undefined) {
      shell.jobs.remove(done)
      return statusOf(done.statuses.get(done.pids.at(-1)!)!)
    }
    if (shell.jobs.all().length === 0) return 127
    const got = await Promise.race([shell.children.next(), shell.traps.interruption()])
    if (got === 'interrupted') return 128 + signalNumbers[shell.traps.pending as keyof typeof signalNumbers]
    if (!got) return 127
  }
}

async function waitOne(shell: Shell, operand: ByteString): Promise<number> {
  const job = operand.startsWith('%') ? shell.jobs.find(operand) : undefined
  if (operand.startsWith('%') && job === undefined) return noJob(shell, 'wait', operand, 127)
  if (job === undefined && !/^\d+$/.test(operand)) return notPid(shell, operand)
  const pid = job?.pids.at(-1) ?? Number(operand)
  const known = shell.jobs.recall(pid)
  const owner = shell.jobs.ofPid(pid)
  if (owner === undefined && known === undefined) {
    if (shell.dialect === 'bash') await complainOf(shell, 'wait', `pid ${pid} is not a child of this shell`)
    return 127
  }
  const status = owner === undefined ? known! : await waitFor(shell, pid)
  if (isInterrupted(shell)) return status
  await sayEnded(shell, status)
  if (shell.dialect === 'bash') shell.jobs.remember(pid, status)
  if (owner !== undefined && isDone(owner)) shell.jobs.remove(owner)
  return statusOf(status)
}

/** Busybox and dash say what has ended a job. */
async function sayEnded(shell: Shell, status: number): Promise<void> {
  const signal = signalOf(status)
  if (signal !== undefined && shell.dialect !== 'bash' && signal !== 2 && signal !== 13) {
    await shell.say(`${signalText(signal)}\n`)
  }
}

async function notPid(shell: Shell, operand: ByteString): Promise<number> {
  if (shell.dialect !== 'bash') return mistake(shell, 'wait', `Illegal number: ${operand}`)
  await complainOf(shell, 'wait', `\`${operand}': not a pid or valid job spec`)
  return 1
}

async function noJob(shell: Shell, name: ByteString, operand: ByteString, status = 1): Promise<number> {
  if (shell.dialect === 'bash') {
    await complainOf(shell, name, `${operand}: no such job`)
    return status
  }
  const sentence = shell.dialect === 'dash' ? `No such job: ${operand}` : `${operand}: no such job`
  return mistake(shell, name, sentence)
}

/** `jobs`. */
export const jobs: Run = async (shell, words) => {
  const { given } = readFlags(words, 'lnprs')
  updateJobs(shell)
  for (const job of [...shell.jobs.all()]) {
    await print(shell, given.has('p') ? `${job.pids[0]}\n` : jobLine(shell, job, given.has('l')))
    if (!isDone(job)) continue
    const last = job.pids.at(-1)!
    shell.jobs.remember(last, job.statuses.get(last)!)
    shell.jobs.remove(job)
  }
  return 0
}

function findJob(shell: Shell, operand: ByteString | undefined): Job | undefined {
  updateJobs(shell)
  return shell.jobs.find(operand ?? '%+')
}

/** `fg`. */
export const fg: Run = async (shell, [name = 'fg', operand]) => {
  if (shell.dialect === 'bash' && !shell.has('monitor')) {
    await complainOf(shell, name, 'no job control')
    return 1
  }
  const job = findJob(shell, operand)
  if (job === undefined) return noCurrent(shell, name, operand)
  await print(shell, `${job.text}\n`)
  if (job.group !== undefined) handTerminal(shell, job.group)
  const status = await waitFor(shell, job.pids.at(-1)!)
  if (job.group !== undefined) handTerminal(shell, shell.proc.pid)
  shell.jobs.remove(job)
  await report(shell, job.pids.at(-1)!, status, job.text)
  return statusOf(status)
}

/** `bg`. */
export const bg: Run = async (shell, [name = 'bg', operand]) => {
  if (shell.dialect === 'bash' && !shell.has('monitor')) {
    await complainOf(shell, name, 'no job control')
    return 1
  }
  const job = findJob(shell, operand)
  if (job === undefined) return noCurrent(shell, name, operand)
  if (job.group !== undefined) shell.proc.kill(-job.group, signalNumbers.CONT)
  return print(shell, `[${job.id}] ${job.text}\n`)
}

async function noCurrent(shell: Shell, name: ByteString, operand: ByteString | undefined): Promise<number> {
  if (operand !== undefined) return noJob(shell, name, operand)
  if (shell.dialect !== 'bash') return mistake(shell, name, 'No current job')
  await complainOf(shell, name, 'current: no such job')
  return 1
}

/** `disown` of bash. */
export const disown: Run = async (shell, [name = 'disown', operand]) => {
  const job = findJob(shell, operand)
  if (job === undefined) return noCurrent(shell, name, operand)
  shell.jobs.remove(job)
  return 0
}

/** `kill`. */
export const kill: Run = async (shell, words) => {
  const rest = words.slice(1)
  const [first] = rest
  if (first === '-l' || first === '-L') return listSignals(shell, rest.slice(1))
  let signal: ByteString = 'TERM'
  if (first === '-s' || first === '-n') {
    signal = rest[1] ?? ''
    rest.splice(0, 2)
  } else if (first !== undefined && /^-./.test(first) && first !== '--') {
    signal = first.slice(1)
    rest.shift()
  }
  if (rest[0] === '--') rest.shift()
  const number = numberOfSignal(signal)
  if (number === undefined) return badSignal(shell, signal)
  if (rest.length === 0) return withoutTarget(shell)
  let status = 0
  for (const operand of rest) status = (await killOne(shell, operand, number)) || status
  return status
}

async function badSignal(shell: Shell, signal: ByteString): Promise<number> {
  if (shell.dialect === 'ash') await shell.say(`sh: bad signal name '${signal}'\n`)
  else if (shell.dialect === 'bash') await complainOf(shell, 'kill', `${signal}: invalid signal specification`)
  else {
    await complainOf(shell, 'kill', `Illegal option -${signal[0]}`)
    return 2
  }
  return 1
}

async function withoutTarget(shell: Shell): Promise<number> {
  if (shell.dialect === 'ash') {
    await shell.say('sh: you need to specify whom to kill\n')
    return 1
  }
  if (shell.dialect === 'bash') {
    await shell.say('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n')
  } else {
    await complain(shell, 'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]')
  }
  return 2
}

async function killOne(shell: Shell, operand: ByteString, signal: number): Promise<number> {
  const job = operand.startsWith('%') ? shell.jobs.find(operand) : undefined
  if (operand.startsWith('%') && job === undefined) return noJob(shell, 'kill', operand)
  if (job === undefined && !/^-?\d+$/.test(operand)) return notTarget(shell, operand)
  const pid = job === undefined ? Number(operand) : job.group === undefined ? job.pids[0]! : -job.group
  try {
    shell.proc.kill(pid, signal)
    // What it does to this very shell, it does before anything else.
    await Promise.resolve()
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return cannotKill(shell, operand, thrown.message)
  }
}

async function notTarget(shell: Shell, operand: ByteString): Promise<number> {
  if (shell.dialect === 'ash') await complainAs(shell, 'kill', `invalid number '${operand}'`)
  else if (shell.dialect === 'bash') await complainOf(shell, 'kill', `${operand}: arguments must be process or job IDs`)
  else {
    await complainOf(shell, 'kill', `Illegal number: ${operand}`)
    return 2
  }
  return 1
}

async function cannotKill(shell: Shell, operand: ByteString, message: string): Promise<number> {
  if (shell.dialect === 'ash') await shell.say(`sh: can't kill pid ${operand}: ${message}\n`)
  else if (shell.dialect === 'bash') await complainOf(shell, 'kill', `(${operand}) - ${message}`)
  else await complainOf(shell, 'kill', `${message}\n`)
  return 1
}

async function listSignals(shell: Shell, operands: readonly ByteString[]): Promise<number> {
  if (operands.length === 0) return print(shell, signalList(shell.dialect))
  for (const operand of operands) {
    const number = /^\d+$/.test(operand) ? Number(operand) & 127 : undefined
    if (number === undefined && shell.dialect === 'dash') return mistake(shell, 'kill', `Illegal number: ${operand}`)
    const shown = number === undefined ? numberOfSignal(operand) : signalName(number)
    if (shown === undefined) return badSignal(shell, operand)
    await print(shell, `${shown}\n`)
  }
  return 0
}
