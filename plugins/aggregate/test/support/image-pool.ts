import { fileURLToPath } from 'node:url'
import { createAggregate, type Options, type Times } from 'libswarm-backend-aggregate'
import { compose, type Chain, type EngineHandle, type InlineBackend } from 'libswarm-core'
import { startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { quick, startPool, type TestPool } from './running-pool.js'
import { until } from './until.js'

/** Where the backends are that engines are made of. */
export const [simulator, forward] = ['simulator', 'forward'].map((name) =>
  fileURLToPath(new URL('.', import.meta.resolve(`libswarm-backend-${name}/package.json`))),
) as [string, string]

/** A machine with much else to do is not taken for one that is down. */
const patient = { ...quick, checkLimit: 5000, answerLimit: 5000 }

/** An engine of a pool: a simulator, and what answers before it. */
export interface EngineParts {
  readonly words?: string
  readonly install?: (engine: EngineHandle, name: string) => void
}

/** A pool of engines behind `forward`, each with a proxy whose way can be made to fail. */
export interface ImagePool extends TestPool {
  readonly engines: ReadonlyMap<string, TestDaemon>
  readonly proxies: ReadonlyMap<string, FaultProxy>
}

/** Starts engines, and a pool of them. */
export async function startEngines(
  parts: Readonly<Record<string, EngineParts>>,
  options: Omit<Options, 'child'> = {},
  times: Partial<Times> = {},
): Promise<ImagePool> {
  const engines = new Map<string, TestDaemon>()
  const proxies = new Map<string, FaultProxy>()
  const children: string[] = []
  for (const [name, { words = '', install }] of Object.entries(parts)) {
    const first: InlineBackend[] =
      install === undefined ? [] : [{ name: 'first', install: (engine) => install(engine, name) }]
    const engine = await startDaemon({ backends: [...first, `simulator ${words}`], standard: [simulator] })
    // Unix sockets: what is on the way is little, and as much everywhere.
    const listen = `${engine.address}.proxy`
    const proxy = await startFaultProxy({ to: engine.address, listen })
    engines.set(name, engine)
    proxies.set(name, proxy)
    children.push(`${name}=forward ${proxy.address}`)
  }
  const pool = await startPool(children, options, { ...patient, ...times })
  const close = async () => {
    await pool[Symbol.asyncDispose]()
    for (const proxy of proxies.values()) await proxy.close()
    for (const engine of engines.values()) await engine.close()
  }
  return { ...pool, engines, proxies, [Symbol.asyncDispose]: close }
}

/** A second pool of the same engines, which is given jobs in this process. */
export async function composeOver(
  { proxies }: ImagePool,
  options: Omit<Options, 'child'> = {},
  times: Partial<Times> = {},
): Promise<Chain> {
  const child = [...proxies].map(([name, { address }]) => `${name}=forward ${address}`)
  const install = createAggregate({ ...patient, ...times })
  return compose([{ name: 'aggregate', install, options: { child, ...options } }], { standard: [forward] })
}

/** Has the way to an engine fail, until its node is down. */
export async function takeDown(pool: ImagePool, name: string): Promise<void> {
  const proxy = pool.proxies.get(name)!
  await proxy.set({ down: true })
  proxy.breakOff('reset')
  await until(`${name} is down`, async () => (await stateOf(pool, name)) === 'down')
}

/** Has it work again, until the node is healthy. */
export async function bringBack(pool: ImagePool, name: string): Promise<void> {
  await pool.proxies.get(name)!.clear()
  await until(`${name} is healthy`, async () => (await stateOf(pool, name)) === 'ready')
}

async function stateOf(pool: ImagePool, name: string): Promise<string | undefined> {
  const nodes = await pool.get<{ readonly Spec: { Name: string }; readonly Status: { State: string } }[]>('GET /nodes')
  return nodes.find(({ Spec }) => Spec.Name === name)?.Status.State
}

/** One line of progress. */
export interface Line {
  readonly id?: string
  readonly status?: string
  readonly stream?: string
  readonly error?: string
  readonly errorDetail?: { readonly message: string }
}

/** The lines of an answer. */
export const linesOf = (text: string): readonly Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)

/** An image in a list. */
export interface Listed {
  readonly Id: string
  readonly RepoTags: readonly string[]
  readonly Nodes: readonly string[]
}

/** What is listed, as `tag,tag @ node,node`. */
export const shown = (list: readonly Listed[]): readonly string[] =>
  list.map(({ RepoTags, Nodes }) => `${[...RepoTags].sort().join()} @ ${Nodes.join()}`)
