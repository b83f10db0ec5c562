import { fileURLToPath } from 'node:url'
import type { Options, Times } from 'libswarm-backend-aggregate'
import { call, startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { patient, startPool, type TestPool } from './running-pool.js'
import { until } from './until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

/** A pool of which some nodes are pools. */
export interface NestedPool extends TestPool {
  /** The simulators, by the way to each: `r2/a`. */
  readonly engines: ReadonlyMap<string, TestDaemon>
}

/**
 * Starts a simulator for each way, with containers of these names, and a pool of them.
 *
 * @param nodes the containers by the way: `a` is a node of the pool, and `r2/a` one of a pool `r2` within it
 * @param words what is written for a pool within it before its children
 */
export async function startNested(
  nodes: Readonly<Record<string, readonly string[]>>,
  options: Omit<Options, 'child'> = {},
  { times = patient, words = {} }: { readonly times?: Partial<Times>; readonly words?: Record<string, string> } = {},
): Promise<NestedPool> {
  const engines = new Map(await Promise.all(Object.entries(nodes).map(startEngine)))
  const inner = new Map<string, string[]>()
  const children: string[] = []
  for (const [way, { address }] of engines) {
    const [first = '', second] = way.split('/')
    if (second === undefined) children.push(`${first}=forward ${address}`)
    else inner.set(first, [...(inner.get(first) ?? []), `${second}='forward ${address}'`])
  }
  for (const [name, own] of inner) children.push(`${name}=aggregate ${words[name] ?? ''} ${own.join(' ')}`)
  const pool = await startPool(children, options, times)
  const all = Object.values(nodes).flat().length
  await until('all nodes have told what they have', async () => {
    const { Containers } = await pool.get<{ readonly Containers: number }>('GET /info')
    return Containers === all
  })
  return {
    ...pool,
    engines,
    [Symbol.asyncDispose]: async () => {
      await pool[Symbol.asyncDispose]()
      await Promise.all([...engines.values()].map((engine) => engine.close()))
    },
  }
}

async function startEngine([way, names]: readonly [string, readonly string[]]): Promise<readonly [string, TestDaemon]> {
  const engine = await startDaemon({ backends: ['simulator'], standard: [simulator] })
  await call(engine, 'POST /images/create?fromImage=busybox&tag=latest')
  for (const name of names) {
    await call(engine, `POST /containers/create?name=${name}`, { body: { Image: 'busybox', Cmd: ['sleep', '1000'] } })
    const { status, text } = await call(engine, `POST /containers/${name}/start`)
    if (status !== 204) throw new Error(text)
  }
  return [way, engine]
}
