import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { signalNumbers } from '../../../kernel/signals.js'
import { formatTime } from '../../shared/strftime.js'
import { acceptAll, listenEverywhere, staySilent } from '../accept.js'
import { firstOf } from '../ending.js'

/** What a server knows of itself as it speaks. */
export interface Speaking {
  readonly proc: Proc
  /** That of its image, by a variable such as `PG_VERSION`; what `latest` is without. */
  readonly version: string
  /** Where it listens. */
  readonly ports: readonly number[]
  /** The moment, by the conversions of strftime(3). */
  time(format: string): string
}

type Lines = (speaking: Speaking) => readonly string[]

/** A server that accepts on its ports, says on its output what the real one says, and answers nobody. */
export interface QuietServer {
  /** Where it says all that it says. */
  readonly output: 1 | 2
  /** The variable that has its version, and what that is where it is not set. */
  readonly version?: readonly [variable: string, otherwise: string]
  readonly ports: (proc: Proc) => readonly number[]
  /** Before it listens. */
  readonly starting?: Lines
  /** Once it listens: what people wait for. */
  readonly ready?: Lines
  /** As it goes down, by a signal. */
  readonly stopping?: (speaking: Speaking, signal: number) => readonly string[]
  /** Where somebody else has a port. */
  readonly taken: (speaking: Speaking, port: number) => readonly string[]
  /** The file that has its number, for as long as it is ready. */
  readonly pidFile?: (proc: Proc) => ByteString
}

const { INT, QUIT, TERM } = signalNumbers

/** The program of a server. */
export const quietServer =
  (server: QuietServer): Program =>
  async (proc) => {
    const speaking = speakingOf(server, proc)
    const say = (lines: readonly string[] = []): void | Promise<void> => {
      if (lines.length > 0) return proc.write(server.output, lines.map((line) => `${line}\n`).join(''))
    }
    const ended = firstOf(proc, [INT, QUIT, TERM])
    await say(server.starting?.(speaking))
    const refused = await listenOn(proc, speaking.ports)
    if (refused !== undefined) {
      await say(server.taken(speaking, refused))
      return 1
    }
    const pidFile = server.pidFile?.(proc)
    if (pidFile !== undefined) await keepNumber(proc, pidFile)
    await say(server.ready?.(speaking))
    const signal = await ended
    await say(server.stopping?.(speaking, signal))
    if (pidFile !== undefined) forgetNumber(proc, pidFile)
    return 0
  }

function speakingOf({ version, ports }: QuietServer, proc: Proc): Speaking {
  const [variable = '', otherwise = ''] = version ?? []
  return {
    proc,
    version: proc.env.get(variable) ?? otherwise,
    ports: ports(proc),
    time: (format) => formatTime(format, proc.host.now()),
  }
}

/** Returns the port that cannot be had. */
async function listenOn(proc: Proc, ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) {
    try {
      const listener = listenEverywhere(proc, port)
      void acceptAll(proc, listener, (fd) => staySilent(proc, fd)).catch(() => undefined)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return port
    }
  }
  return undefined
}

async function keepNumber(proc: Proc, path: ByteString): Promise<void> {
  try {
    const fd = await proc.open(path, { write: true, create: true, truncate: true }, 0o644)
    await proc.write(fd, `${proc.pid}\n`)
    proc.close(fd)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
}

function forgetNumber({ host, caller }: Proc, path: ByteString): void {
  try {
    host.files.unlink(path, caller)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
}
