import { fork, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../swarmd.js'
import type { Engines } from './engines.js'
import type { Done, Told } from './simulator-process.js'
import type { SimulatorSpec } from './simulator.js'

/** A simulated engine of a pool, in a process that it may share with others. */
export interface PooledSimulator {
  readonly name: string
  readonly address: string
  readonly socketPath: string
  /** The process that it is in. */
  readonly pid: number
  /** Ends it: clients are refused, and what it had is gone. */
  stop(): Promise<void>
  /** Starts it again at its address, with what it had at the beginning. */
  start(): Promise<void>
  /** Kills its process as `kill -9` does, and with it all engines in there. None of these can be started again. */
  kill(): Promise<void>
  /** Stops its process where it is (SIGSTOP), and with it all engines in there. */
  freeze(): void
  thaw(): void
}

/** How simulators are started. */
export interface SimulatorsOptions {
  /** What each is like; `engine-1` and so on unless given. */
  readonly spec?: (index: number) => Partial<SimulatorSpec>
  /** How many are in a process: one of up to four, 25 of more, unless given. */
  readonly together?: number
}

const program = fileURLToPath(new URL('simulator-process.js', import.meta.url))

/** Starts so many. Leaves nothing when one fails. */
export async function startSimulators(
  count: number,
  options: SimulatorsOptions = {},
): Promise<Engines<PooledSimulator>> {
  const { spec = () => ({}), together = count > 4 ? 25 : 1 } = options
  const places = await Promise.all(Array.from({ length: Math.ceil(count / together) }, openPlace))
  const close = async () => void (await Promise.all(places.map((place) => place.close())))
  const start = async (index: number): Promise<PooledSimulator> => {
    const place = places[Math.floor(index / together)]!
    return place.start(`${index + 1}.sock`, { name: `engine-${index + 1}`, ...spec(index) })
  }
  try {
    const engines = await Promise.all(Array.from({ length: count }, (_, index) => start(index)))
    return { engines, close, [Symbol.asyncDispose]: close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

/** A process for simulators. */
interface Place {
  start(file: string, spec: SimulatorSpec): Promise<PooledSimulator>
  close(): Promise<void>
}

async function openPlace(): Promise<Place> {
  const folder = await temporaryFolder()
  const child = fork(program, [folder.path], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const tell = teller(child)
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  const start = async (file: string, spec: SimulatorSpec): Promise<PooledSimulator> => {
    const path = join(folder.path, file)
    const again = () => tell({ what: 'start', path, spec })
    await again()
    return {
      name: spec.name,
      address: `unix://${path}`,
      socketPath: path,
      pid: child.pid!,
      stop: () => tell({ what: 'stop', path }),
      start: again,
      kill,
      freeze: () => void child.kill('SIGSTOP'),
      thaw: () => void child.kill('SIGCONT'),
    }
  }
  const close = async () => {
    await kill()
    await rm(folder.path, { recursive: true, force: true })
  }
  return { start, close }
}

/** Tells the process something, and waits until it is done. Rejects with its sentence, or when it has ended. */
function teller(
  child: ChildProcess,
): (what: Told extends infer T ? (T extends Told ? Omit<T, 'call'> : never) : never) => Promise<void> {
  const waiting = new Map<number, (failed?: string) => void>()
  let calls = 0
  child.on('message', ({ call, failed }: Done) => waiting.get(call)?.(failed))
  child.once('exit', () => [...waiting.values()].forEach((settle) => settle('the process of the engine has ended')))
  return (what) =>
    new Promise((resolve, reject) => {
      const call = calls++
      waiting.set(call, (failed) => {
        waiting.delete(call)
        if (failed === undefined) resolve()
        else reject(new Error(failed))
      })
      if (child.connected) child.send({ call, ...what })
      else waiting.get(call)!('the process of the engine has ended')
    })
}
