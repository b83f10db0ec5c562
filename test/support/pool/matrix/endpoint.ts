import { createAggregate, type Times } from 'libswarm-backend-aggregate'
import { createLogger } from 'libswarm-core'
import { startTestDaemon } from 'libswarm-core/testing'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownGroup, startSwarmd, temporaryFolder } from '../../swarmd.js'

/** Where a pool is asked, and what it has logged. */
export interface Endpoint extends AsyncDisposable {
  readonly address: string
  readonly socketPath: string
  /** Its process; this one where it was started with other times. */
  readonly pid: number
  /** Whether it runs. */
  isUp(): boolean
  log(): string
}

/** The times of a quick run: checks are made more often, and wait less long. */
export const quickTimes: Partial<Times> = {
  checkEvery: 300,
  checkLimit: 1000,
  answerLimit: 2000,
  refresh: [3000, 6000],
  resume: [100, 1000],
}

/** Options of the pool besides its children. */
export type Given = Readonly<Record<string, string | boolean>>

/**
 * Starts a pool of children that are named, each by its address: a `swarmd` of its own, or a daemon in this process where
 * other times are given.
 */
export function startEndpoint(
  children: Readonly<Record<string, string>>,
  times: Partial<Times> | undefined,
  given: Given = {},
): Promise<Endpoint> {
  const child = Object.entries(children).map(([name, address]) => `${name}=forward ${address}`)
  return times === undefined ? startProcess(child, given) : startHere(child, times, given)
}

async function startProcess(child: readonly string[], given: Given): Promise<Endpoint> {
  const folder = await temporaryFolder()
  const socketPath = join(folder.path, 'pool.sock')
  const words = Object.entries(given).map(([name, value]) => (value === true ? `--${name}` : `--${name} ${value}`))
  const spec = ['aggregate', ...words, ...child.map((one) => `'${one}'`)].join(' ')
  const swarmd = await startSwarmd(['--backend', spec, ...ownGroup, `unix://${socketPath}`])
  const close = async () => {
    await swarmd.stop('SIGKILL')
    await folder.remove()
  }
  return {
    address: `unix://${socketPath}`,
    socketPath,
    pid: swarmd.child.pid!,
    isUp: () => swarmd.child.exitCode === null && swarmd.child.signalCode === null,
    log: () => swarmd.stderr(),
    [Symbol.asyncDispose]: close,
  }
}

async function startHere(child: readonly string[], times: Partial<Times>, given: Given): Promise<Endpoint> {
  const lines: string[] = []
  const standard = [fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-forward/package.json')))]
  const daemon = await startTestDaemon({
    backends: [{ name: 'aggregate', install: createAggregate(times), options: { child, ...given } }],
    standard,
    log: createLogger('info', (line) => void lines.push(line)),
  })
  return {
    address: daemon.address,
    socketPath: daemon.socketPath!,
    pid: process.pid,
    isUp: () => true,
    log: () => lines.join('\n'),
    [Symbol.asyncDispose]: () => daemon.close(),
  }
}
