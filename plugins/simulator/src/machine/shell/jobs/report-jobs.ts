import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'
import { signalOf, statusOf } from './children.js'
import type { Job } from './jobs.js'
import { signalText } from './signal-text.js'

/** Learns how the processes of jobs have ended. */
export function updateJobs(shell: Shell): void {
  shell.children.look()
  for (const job of shell.jobs.all()) {
    for (const pid of job.pids) {
      const status = shell.children.take(pid)
      if (status !== undefined) job.statuses.set(pid, status)
    }
  }
}

export const isDone = ({ pids, statuses }: Job): boolean => statuses.size === pids.length

/** What a job is doing, as `jobs` says it. */
function stateOf(job: Job): string {
  if (!isDone(job)) return 'Running'
  const status = job.statuses.get(job.pids.at(-1)!)!
  const signal = signalOf(status)
  if (signal !== undefined) return signalText(signal)
  return statusOf(status) === 0 ? 'Done' : `Done(${statusOf(status)})`
}

/** The line of a job. */
export function jobLine(shell: Shell, job: Job, withPid = false): ByteString {
  const { dialect, jobs } = shell
  const mark = jobs.markOf(job)
  const pid = withPid ? `${job.pids[0]} ` : ''
  const state = stateOf(job)
  if (dialect === 'dash') return `[${job.id}] ${mark} ${pid}${state.padEnd(27)}${job.text}\n`
  if (dialect === 'ash') return `[${job.id}]${mark}  ${pid}${state.padEnd(27)}${job.text}\n`
  const shown = state.startsWith('Done(') ? state.replace(/^Done\((.*)\)$/, 'Exit $1') : state
  return `[${job.id}]${mark}  ${pid}${shown.padEnd(24)}${job.text}${isDone(job) ? '' : ' &'}\n`
}

/** Says which jobs have ended, before a prompt. */
export async function reportJobs(shell: Shell): Promise<void> {
  updateJobs(shell)
  for (const job of [...shell.jobs.all()]) {
    if (!isDone(job)) continue
    await shell.say(jobLine(shell, job))
    const last = job.pids.at(-1)!
    shell.jobs.remember(last, job.statuses.get(last)!)
    shell.jobs.remove(job)
  }
}
