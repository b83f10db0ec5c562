import type { ByteString } from '../../../byte-string.js'
import type { Proc, ProcessInfo } from '../../../kernel/proc.js'
import { Accounts } from '../../shared/accounts.js'
import { memoryOf } from '../../shared/proc-file.js'

/** Kilobytes that a process shows, as `/proc/PID/stat` has them of every one. */
const memory = { virtual: 4404, resident: 1664 }

/** What is known of the processes as they are listed. */
export class ProcessView {
  readonly accounts: Accounts
  readonly now: number
  readonly #own: ProcessInfo | undefined
  readonly #totalMemory: number

  constructor(proc: Proc) {
    this.accounts = new Accounts(proc)
    this.now = proc.host.now()
    this.#own = proc.host.processes().find(({ pid }) => pid === proc.pid)
    this.#totalMemory = memoryOf(proc, 'MemTotal')
  }

  virtual({ state }: ProcessInfo): number {
    return state === 'Z' ? 0 : memory.virtual
  }

  resident({ state }: ProcessInfo): number {
    return state === 'Z' ? 0 : memory.resident
  }

  /** In percent, of all that there is. */
  memoryShare(process: ProcessInfo): number {
    return this.#totalMemory === 0 ? 0 : (this.resident(process) * 100) / this.#totalMemory
  }

  /** In percent of the time since it started. */
  processorShare({ used, startedAt }: ProcessInfo): number {
    const age = Math.max(1, this.now - startedAt)
    return Math.min(99.9, (used * 100) / age)
  }

  user({ uid }: ProcessInfo): ByteString {
    return this.accounts.userName(uid)
  }

  group({ gid }: ProcessInfo): ByteString {
    return this.accounts.groupName(gid)
  }

  /** With what procps adds: `s` for who leads a session, `+` in the foreground. */
  state(process: ProcessInfo): string {
    const { state, pid, session, group, hasTerminal } = process
    const foreground = hasTerminal && group === this.#own?.group
    return `${state}${pid === session ? 's' : ''}${foreground ? '+' : ''}`
  }

  age({ startedAt }: ProcessInfo): number {
    return Math.max(0, Math.floor((this.now - startedAt) / 1e6))
  }
}
