import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineHandle } from 'libswarm-core'
import type { SshTarget } from './address.js'
import { startSsh, type SshProcess } from './process.js'

/** What a link is made of. */
export interface SshLinkOptions {
  readonly target: SshTarget
  /** A file for `ssh -F`. */
  readonly config: string | undefined
  readonly log: EngineHandle['log']
}

// At least so long from one start of ssh to the next, in ms: a host that refuses is not asked by each call.
const shortestRound = 500

// At most so long, in ms, from an attempt that failed to the next that nobody has asked for.
const longestPause = 10_000

// How long ssh may take until the link is up, in ms.
const longestStart = 15_000

// How often it is looked whether it is, in ms.
const glance = 20

/**
 * One `ssh` to a host, and a local socket whose every connection is one to the engine's. It is started by the first who
 * wants it, and after its end again and again until it is up, whether anybody wants it or not.
 */
export class SshLink {
  readonly #options: SshLinkOptions
  readonly #closing = new AbortController()
  #process: SshProcess | undefined
  /** Resolves when nothing is left of the process. */
  #gone: Promise<unknown> | undefined
  #up: Promise<string> | undefined
  #begun = -Infinity
  #isLost = false
  #next: NodeJS.Timeout | undefined
  #refusals: { readonly count: number; readonly reason: string } = { count: 0, reason: '' }

  constructor(options: SshLinkOptions) {
    this.#options = options
  }

  /** The path of the local socket, once the link is up. Rejects, in bounded time, with ssh's own words. */
  ready(): Promise<string> {
    return (this.#up ??= this.#start())
  }

  /** How many connections the other side could not open, and what it said of the last one. */
  get refusals(): { readonly count: number; readonly reason: string } {
    return this.#refusals
  }

  /** Ends ssh and all connections through it, and leaves nothing behind. */
  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#next)
    this.#process?.stop()
    await this.#up?.catch(() => undefined)
    await this.#gone
  }

  async #start(): Promise<string> {
    try {
      return await this.#begin()
    } catch (thrown) {
      this.#up = undefined
      throw thrown
    }
  }

  async #begin(): Promise<string> {
    const { target, config, log } = this.#options
    const { signal } = this.#closing
    await sleep(Math.max(0, this.#begun + shortestRound - Date.now()), undefined, { signal })
    this.#begun = Date.now()
    const folder = await mkdtemp(join(placeForSockets(), 'swarmd-ssh-'))
    const socket = join(folder, 'engine.sock')
    const heard = (line: string) => this.#heard(line)
    const process = startSsh({ target, config, folder, socket, heard })
    this.#process = process
    this.#gone = process.ended.then(() => rm(folder, { recursive: true, force: true }))
    if (signal.aborted) process.stop()
    await this.#listening(process, socket)
    log.debug(`ssh to ${target.host} is up, as process ${process.pid}`)
    if (this.#isLost) log.info(`the link by ssh to ${target.host} is there again`)
    this.#isLost = false
    clearTimeout(this.#next)
    void process.ended.then((reason) => this.#lost(reason))
    return socket
  }

  /** Waits until ssh listens, which it does when the host has let it in. */
  async #listening(process: SshProcess, socket: string): Promise<void> {
    let over: string | undefined
    void process.ended.then((reason) => (over = reason))
    const end = Date.now() + longestStart
    while (!(await isThere(socket))) {
      if (over === undefined && Date.now() > end) {
        process.stop()
        await process.ended
        throw notConnected(`ssh has got no answer within ${longestStart / 1000} s`)
      }
      if (over !== undefined) throw notConnected(over)
      await sleep(glance)
    }
    // The file is there a moment before anybody listens.
    await sleep(glance)
  }

  #lost(reason: string): void {
    if (this.#closing.signal.aborted) return
    const { log, target } = this.#options
    log.warn(`the link by ssh to ${target.host} has ended: ${reason}; it is made again`)
    this.#up = undefined
    this.#isLost = true
    void this.#restore(shortestRound)
  }

  /** Makes the link again, however often it takes. Those who want it meanwhile do not wait for the next attempt. */
  async #restore(pause: number): Promise<void> {
    const { log, target } = this.#options
    try {
      await this.ready()
    } catch (thrown) {
      if (this.#closing.signal.aborted) return
      const sentence = `the link by ssh to ${target.host} cannot be made again: ${(thrown as Error).message}`
      if (pause === shortestRound) log.warn(`${sentence}; it is tried until it is there`)
      else log.debug(sentence)
      this.#next = setTimeout(() => void this.#restore(Math.min(2 * pause, longestPause)), pause).unref()
    }
  }

  #heard(line: string): void {
    this.#options.log.debug(`ssh: ${line}`)
    const [, reason] = /^channel \d+: open failed: (.*)$/.exec(line) ?? []
    if (reason === undefined) return
    const { path } = this.#options.target
    this.#refusals = {
      count: this.#refusals.count + 1,
      reason: `ssh is let in, but ${path} there cannot be connected to (${reason})`,
    }
  }
}

/** An error that says that no connection came about. */
export function notConnected(reason: string): NodeJS.ErrnoException {
  return Object.assign(new Error(reason), { syscall: 'connect' })
}

/** The folder for temporary files, where a path in it is short enough for a socket and plain enough for `ssh -L`. */
function placeForSockets(): string {
  const folder = tmpdir()
  return folder.length <= 70 && /^[\w./+,=~-]+$/.test(folder) ? folder : '/tmp'
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
