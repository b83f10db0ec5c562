import { createHash } from 'node:crypto'
import { install as installSimulator } from 'libswarm-backend-simulator'
import type { BackendSpec, InlineBackend, Install } from 'libswarm-core'

/** What an engine of a pool of simulators is like. All of it is plain data. */
export interface SimulatorSpec {
  /** Its host name, its `Name`. */
  readonly name: string
  /** Its `ID`; one that follows from its name unless given. */
  readonly id?: string
  /** Its labels, as `key=value`. */
  readonly labels?: readonly string[]
  readonly cpus?: number
  /** In bytes. */
  readonly memory?: number
  /** How much its clock is ahead, in ms. Its process cannot have an engine with another one. */
  readonly ahead?: number
  /** Options of the simulator: containers to start with by `name`, `image`, `seed`, `api`, …; `ports` are off unless given. */
  readonly options?: Readonly<Record<string, string | readonly string[]>>
}

/** The chain of backends that is such an engine. */
export function backendsOf(spec: SimulatorSpec): readonly BackendSpec[] {
  const options = { image: ['busybox:latest'], ports: 'off', ...spec.options }
  return [identity(spec), { name: 'simulator', install: installSimulator, options, simulated: true }]
}

/** Gives its own name, id and so on to the engine behind it. */
function identity({ name, id = idOf(name), labels, cpus, memory }: SimulatorSpec): InlineBackend {
  const told = {
    ID: id,
    Name: name,
    ...(labels === undefined ? {} : { Labels: [...labels] }),
    ...(cpus === undefined ? {} : { NCPU: cpus }),
    ...(memory === undefined ? {} : { MemTotal: memory }),
  }
  const install: Install<unknown> = (engine) => {
    engine.register('SystemInfo', async (job) => ({ ...(await (await engine.next!.run(job)).json()), ...told }))
  }
  return { name: 'identity', install, simulated: true }
}

/** Twelve groups of four of the letters that an engine's id has. */
function idOf(name: string): string {
  const digest = createHash('sha512').update(name).digest()
  const letters = Array.from(digest.subarray(0, 48), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32])
  return letters.join('').match(/.{4}/g)!.join(':')
}
