import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeError, swarmError } from '../../errors.js'
import { logLevels, type Logger } from '../../engine/log.js'
import type { Runner } from '../../engine/runner.js'
import { Channel, type Parcel } from '../../link/channel.js'
import { remoteRunner, runAsked } from '../../link/jobs.js'
import { listenForMeeting, type Meeting } from '../../link/meeting.js'
import type { OperationName } from '../../api/table.js'
import type { BackendSpec, Child } from '../contract.js'
import { Children } from './children.js'
import type { IsolationLimits } from './limits.js'
import { showOutput } from './output.js'
import { startProcess, type GuestProcess } from './process.js'

/** What a guest is told to install. */
export interface Installing {
  /** The file that exports `install`. */
  readonly entry: string
  readonly name: string
  readonly version: string | undefined
  readonly options: unknown
  /** Where the daemon is going to listen. */
  readonly listening: readonly string[]
  /** The socket that connections of streams are opened on. */
  readonly meeting: string
  /** Whether there is a rest of the chain. */
  readonly next: boolean
}

/** What a guest has registered. */
export interface Registered {
  readonly operations: readonly OperationName[]
  readonly catchAll: boolean
}

/** A backend in a process of its own, and what it may reach here. */
export interface GuestOptions {
  readonly backend: Omit<Installing, 'meeting' | 'next'>
  readonly next: Runner | undefined
  readonly spawn: (spec: BackendSpec) => Promise<Child>
  readonly log: Logger
  readonly limits: IsolationLimits
  /** How long it may take to install, in ms. */
  readonly installLimit: number
}

/** An installed guest that runs. */
export interface Guest {
  readonly registered: Registered
  readonly runner: Runner
  /** Resolves to how it ended. */
  readonly ended: Promise<string>
  /** Whether an error only says that it has ended. */
  isEnd(thrown: unknown): boolean
  /** Runs its closers, for some time, and ends its process. */
  close(): Promise<void>
}

/**
 * Starts a process and installs a backend in it. Rejects as the backend does, and when `signal` is aborted meanwhile;
 * nothing of it is left then.
 */
export async function startGuest(options: GuestOptions, signal: AbortSignal): Promise<Guest> {
  const { backend, next, log, limits, installLimit } = options
  const { folder, path, meeting, process } = await begin(limits)
  showOutput(process.stdout, (line) => log.info(line))
  showOutput(process.stderr, (line) => log.warn(line))
  const children = new Children(options.spawn)
  const channel = new Channel(process.control, {
    log: async ({ value }) => writeLog(log, value),
    run: runAsked(meeting, (number) => (number === 0 ? next : children.runner(number))),
    spawn: async ({ value }) => ({ value: await children.add(value) }),
    end: async ({ value }) => (await children.end(value as number), {}),
  })
  let hung: string | undefined
  // Without its connection it is of no use; one that has closed it may go on running.
  void channel.ended.then(() => process.kill())
  const ended = process.ended.then(async (reason) => {
    clearInterval(pings)
    channel.end()
    meeting.close()
    await Promise.all([children.close(), rm(folder, { recursive: true, force: true })])
    return hung ?? reason
  })
  const pings = setInterval(() => {
    const { answer } = channel.call('ping')
    within(limits.hang, answer).catch((thrown: unknown) => {
      if (thrown !== late) return
      hung = `it did not answer for ${limits.hang / 1000} s`
      process.kill()
    })
  }, limits.ping).unref()
  const close = async () => {
    await within(limits.close, channel.call('close').answer).catch(() => undefined)
    process.kill()
    await ended
  }
  const kill = () => process.kill()
  signal.addEventListener('abort', kill)
  if (signal.aborted) kill()
  try {
    const installing: Installing = { ...backend, meeting: path, next: next !== undefined }
    const installed = channel.call('install', { value: installing }).answer.catch((thrown: unknown) => {
      // Its connection may end a moment before it does, and says less.
      if (channel.isEnd(thrown)) return failedToStart(process.ended)
      throw thrown
    })
    const { value } = await within(installLimit, Promise.race([installed, failedToStart(process.ended)]))
    const isEnd = (thrown: unknown) => channel.isEnd(thrown)
    return { registered: value as Registered, runner: remoteRunner({ channel, meeting }, 0), ended, isEnd, close }
  } catch (thrown) {
    process.kill()
    await ended
    throw thrown === late ? notInstalled(installLimit) : thrown
  } finally {
    signal.removeEventListener('abort', kill)
  }
}

/** What a guest needs of the system: all of it, or nothing is left. */
async function begin(
  limits: IsolationLimits,
): Promise<{ folder: string; path: string; meeting: Meeting; process: GuestProcess }> {
  let folder: string | undefined
  let meeting: Meeting | undefined
  try {
    folder = await mkdtemp(join(tmpdir(), 'swarmd-'))
    const path = join(folder, 'streams.sock')
    meeting = await listenForMeeting(path)
    return { folder, path, meeting, process: startProcess(folder, limits) }
  } catch (thrown) {
    meeting?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    throw swarmError('Unavailable', `its process cannot be started: ${describeError(thrown)}`, thrown)
  }
}

const late = new Error('late')

/** Rejects with `late` when work takes longer than some ms. */
async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late), limit)))
  return Promise.race([work, over]).finally(() => clearTimeout(timer))
}

async function failedToStart(ended: Promise<string>): Promise<never> {
  throw swarmError('Unavailable', `its process ended while it was installing: ${await ended}`)
}

function notInstalled(limit: number): Error {
  const cause = 'its install waits for something that does not come, or never returns'
  return swarmError('Unavailable', `it has not installed within ${limit / 1000} s: ${cause}`)
}

function writeLog(log: Logger, value: unknown): Parcel {
  const { level, line } = Object(value) as { readonly level?: unknown; readonly line?: unknown }
  const known = logLevels.find((one) => one === level) ?? 'warn'
  log[known](String(line).slice(0, 64 * 1024))
  return {}
}
