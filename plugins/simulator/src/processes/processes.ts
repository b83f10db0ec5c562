import { commandOf, type Container } from '../containers/container.js'
import { numberOf } from '../containers/signals.js'
import type { Clock, Instant } from '../world.js'
import type { Client } from './client.js'
import { environmentOf } from './environment.js'
import { hostnameOf } from './hostname.js'
import { Log } from './log.js'
import { toText } from '../machine/byte-string.js'
import { UnknownUser } from '../machine/rootfs/user.js'
import type { Machine } from '../machine/machine.js'
import { ProgramMissing, type ProcessSpec, type Service } from './process.js'
import { Running } from './running.js'

/** What the processes of an engine need. */
export interface ProcessesOptions {
  readonly clock: Clock
  /** What a container is run on, for one run. */
  readonly boot: (container: Container) => Machine
  /** What a container's image runs by itself. */
  readonly serviceOf: (container: Container) => Service
  /** Called when a container is forgotten. */
  readonly onForget: (id: string) => void
}

/** One process as `ContainerTop` lists it. */
export interface Listed {
  readonly pid: number
  readonly parent: number
  readonly startedAt: Instant
  readonly argv: readonly string[]
  /** Its name, or its number. */
  readonly user: string
  readonly tty: boolean
  readonly state: string
  /** Microseconds of CPU. */
  readonly used: number
  /** Bytes of memory that it keeps. */
  readonly held: number
}

/** A container that has run, or has somebody waiting for that. */
interface Place {
  machine: Machine | undefined
  main: Running | undefined
  log: Log | undefined
  execs: Set<Running> | undefined
  /** Who is attached before it runs. */
  waiting: Set<Client> | undefined
  /** What processes that were begun inside of it are called on the host, by their own numbers. */
  numbers: Map<number, number> | undefined
}

const empty: Place = {
  machine: undefined,
  main: undefined,
  log: undefined,
  execs: undefined,
  waiting: undefined,
  numbers: undefined,
}

/** The processes of the containers that run, with all that was written and who is attached. */
export class Processes {
  readonly #options: ProcessesOptions
  readonly #places = new Map<string, Place>()
  #lastPid = 1000

  constructor(options: ProcessesOptions) {
    this.#options = options
  }

  /**
   * Starts the main process of a container; returns its process id on the host. Throws `ProgramMissing`. `onExit` is called once with the exit code, after all that it wrote, and never before
   * `start` has returned.
   */
  start(container: Container, onExit: (code: number) => void): number {
    const place = this.#place(container.id)
    const exited = (code: number): void => {
      place.main = undefined
      place.log?.flush()
      for (const exec of place.execs ?? []) exec.kill()
      place.execs = undefined
      place.machine = undefined
      onExit(code)
    }
    const machine = this.#options.boot(container)
    const spec = this.#specOf(container)
    const started = { spec, pid: this.#lastPid + 1, at: this.#options.clock.now() }
    const log = (): Log => this.openLog(container.id)
    place.main = new Running(machine, started, exited, log)
    place.machine = machine
    place.numbers = undefined
    this.#lastPid++
    for (const client of place.waiting ?? []) place.main.attach(client)
    place.waiting = undefined
    return started.pid
  }

  /**
   * Starts another process in a container that runs; `log` keeps what it writes. Throws `ProgramMissing`, with the
   * sentence that a client is told.
   */
  exec(container: Container, spec: ProcessSpec, onExit: (code: number) => void, log?: () => Log): Running {
    const place = this.#place(container.id)
    const exited = (code: number): void => {
      place.execs?.delete(running)
      onExit(code)
    }
    const started = { spec, pid: this.#lastPid + 1, at: this.#options.clock.now() }
    let running: Running
    try {
      running = new Running(place.machine!, started, exited, log)
    } catch (thrown) {
      throw asTold(thrown)
    }
    this.#lastPid++
    place.execs = (place.execs ?? new Set()).add(running)
    return running
  }

  /** Sends a signal to a container's main process; nothing where none runs. */
  signal(id: string, number: number): void {
    this.#places.get(id)?.main?.process.signal(number)
  }

  /** Halts all processes of a container, until `resume`. */
  pause(id: string): void {
    for (const { process } of this.#all(id)) process.pause()
  }

  resume(id: string): void {
    for (const { process } of this.#all(id)) process.resume()
  }

  /** Gives the terminal of a container another size. */
  resize(id: string, rows: number, columns: number): void {
    this.#places.get(id)?.main?.process.resize(rows, columns)
  }

  /** Attaches a client to the main process, or to the next one where none runs. */
  attach(id: string, client: Client): void {
    const place = this.#place(id)
    if (place.main !== undefined) return place.main.attach(client)
    const waiting = (place.waiting ??= new Set())
    waiting.add(client)
    client.once('close', () => waiting.delete(client))
  }

  /** What a container has written; undefined where it has never written anything. */
  log(id: string): Log | undefined {
    return this.#places.get(id)?.log
  }

  /** What a container writes, from now on too. */
  openLog(id: string): Log {
    return (this.#place(id).log ??= new Log(() => this.#options.clock.now()))
  }

  /** Whether a container's main process runs. */
  runs(id: string): boolean {
    return this.#places.get(id)?.main !== undefined
  }

  /** The processes of a container, the main one first. */
  list(id: string): readonly Listed[] {
    const place = this.#places.get(id)
    const kernel = place?.machine?.kernel
    if (place === undefined || kernel === undefined) return []
    const started = new Map(this.#all(id).map((running) => [running.process.pid, running]))
    const numbers = (place.numbers ??= new Map<number, number>())
    const onHost = (pid: number): number => {
      const known = started.get(pid)?.pid ?? numbers.get(pid) ?? ++this.#lastPid
      numbers.set(pid, known)
      return known
    }
    const outside = (place.main?.pid ?? 1) - 1
    return kernel.processes().map(({ pid, parent, argv, startedAt, uid, hasTerminal, state, used, held }) => ({
      pid: onHost(pid),
      parent: parent === 0 ? outside : onHost(parent),
      argv: argv.map(toText),
      startedAt,
      user: started.get(pid)?.spec.user.split(':')[0] || (uid === 0 ? 'root' : String(uid)),
      tty: hasTerminal,
      state,
      used,
      held,
    }))
  }

  /** Forgets a container that was removed: what it wrote, its execs, and who is attached to it. */
  forget(id: string): void {
    const place = this.#places.get(id)
    this.#places.delete(id)
    for (const exec of place?.execs ?? []) exec.drop()
    place?.main?.drop()
    if (place !== undefined) place.main = undefined
    place?.log?.flush()
    for (const client of place?.waiting ?? []) client.finish()
    this.#options.onForget(id)
  }

  /** Ends all of them, as the engine goes. */
  close(): void {
    for (const id of [...this.#places.keys()]) this.forget(id)
  }

  #all(id: string): readonly Running[] {
    const place = this.#places.get(id)
    return [...(place?.main === undefined ? [] : [place.main]), ...(place?.execs ?? [])]
  }

  #place(id: string): Place {
    const place = this.#places.get(id) ?? { ...empty }
    this.#places.set(id, place)
    return place
  }

  #specOf(container: Container): ProcessSpec {
    const { config } = container
    const tty = config.Tty === true
    return {
      argv: commandOf(container),
      env: environment(container, { tty }),
      cwd: config.WorkingDir ?? '',
      user: config.User ?? '',
      hostname: hostnameOf(container),
      tty,
      stdin: config.OpenStdin === true,
      stopSignal: numberOf(config.StopSignal ?? '') ?? 15,
      service: this.#options.serviceOf(container),
    }
  }
}

/** What a process of a container is given as its environment. */
export function environment(
  container: Container,
  process: { readonly tty: boolean; readonly more?: readonly string[] },
): readonly string[] {
  return environmentOf(container.config.Env ?? [], { hostname: hostnameOf(container), ...process })
}

function asTold(thrown: unknown): unknown {
  if (thrown instanceof UnknownUser) return new ProgramMissing(thrown.message, 126)
  if (!(thrown instanceof ProgramMissing)) return thrown
  // runc says so of a directory that it was given, before it comes to the program.
  const doing = thrown.message.startsWith('Cwd ') ? '' : 'unable to start container process: '
  const hint = thrown.message.endsWith('not a directory') ? mounting : ''
  return new ProgramMissing(
    `OCI runtime exec failed: exec failed: ${doing}${thrown.message}: unknown${hint}`,
    thrown.exitCode,
  )
}

// What dockerd adds to whatever has to do with ENOTDIR (`daemon/errors.go`).
const mounting =
  ': Are you trying to mount a directory onto a file (or vice-versa)? ' +
  'Check if the specified host path exists and is the expected type'
