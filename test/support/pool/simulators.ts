import { fork, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../swarmd.js'
import type { Engines } from './engines.js'
import type { Done, Order } from './simulator-process.js'
import type { SimulatorSpec } from './simulator.js'

/** A simulated engine of a pool, in a process that it may share with others. What it has is gone whenever it ends. */
export interface PooledSimulator {
  readonly name: string
  readonly address: string
  readonly socketPath: string
  /** The process that it is in. */
  readonly pid: () => number
  /** Ends it alone: clients are refused. */
  stop(): Promise<void>
  /** Kills its process as `kill -9` does, and with it all engines in there. */
  kill(): Promise<void>
  /** Starts it again at its address, with what it had at the beginning; in a process anew where that was killed. */
  start(): Promise<void>
  /** Puts an empty one at its address, with an id of its own. */
  replace(): Promise<void>
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
  let crew = hire(folder.path)
  const tell = (what: Order) => crew.tell(what)
  const kill = () => crew.kill()
  const start = async (file: string, spec: SimulatorSpec): Promise<PooledSimulator> => {
    const path = join(folder.path, file)
    let [isUp, replaced] = [false, 0]
    const stop = async () => {
      if (!crew.isOver()) await tell({ what: 'stop', path })
      isUp = false
    }
    const launch = async (given: SimulatorSpec) => {
      if (crew.isOver()) crew = hire(folder.path)
      else if (isUp) await stop()
      await tell({ what: 'start', path, spec: given })
      isUp = true
    }
    await launch(spec)
    return {
      name: spec.name,
      address: `unix://${path}`,
      socketPath: path,
      pid: () => crew.pid,
      stop,
      kill,
      start: () => launch(spec),
      replace: () => launch({ ...spec, id: `${spec.id ?? spec.name}-${++replaced}`, options: {} }),
      freeze: () => crew.signal('SIGSTOP'),
      thaw: () => crew.signal('SIGCONT'),
    }
  }
  const close = async () => {
    await kill()
    await rm(folder.path, { recursive: true, force: true })
  }
  return { start, close }
}

/** A process that does as it is told. */
interface Crew {
  readonly pid: number
  isOver(): boolean
  signal(signal: NodeJS.Signals): void
  kill(): Promise<void>
  tell(what: Order): Promise<void>
}

function hire(folder: string): Crew {
  const child = fork(program, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const signal = (what: NodeJS.Signals) => void child.kill(what)
  const kill = () => {
    signal('SIGKILL')
    return exited
  }
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  return { pid: child.pid!, isOver, signal, kill, tell: teller(child) }
}

/** Tells the process something, and waits until it is done. Rejects with its sentence, or when it has ended. */
function teller(child: ChildProcess): Crew['tell'] {
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
