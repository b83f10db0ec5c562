import { install as aggregate, ways } from 'libswarm-backend-aggregate'
import { createDebug } from 'libswarm-backend-debug'
import { install as forward } from 'libswarm-backend-forward'
import { install as simulate } from 'libswarm-backend-simulator'
import { compose, operations, type EngineHandle, type OperationName, type Runner } from 'libswarm-core'
import { conformance, startDaemon, type Call } from 'libswarm-core/testing'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describeLong } from './support/needs.js'

const simulator = { name: 'simulator', install: simulate, options: { name: ['web'] }, simulated: true }

// What the simulator answers, itself or behind another.
const chain = await compose([simulator])
const simulated = operations.map((row) => row.operation).filter((operation) => chain.answerers(operation).length > 0)
await chain.close()

// A frame of Docker's multiplexed streams: one line on stdout.
const line = 'hello\n'
const framed = `\u0001\0\0\0\0\0\0\u0006${line}`

/** Makes a container that says what it hears, and runs it. */
async function runCat(runner: Runner): Promise<{ path: { id: string } }> {
  const body = { Image: 'busybox', Cmd: ['cat'], OpenStdin: true, StdinOnce: true }
  const { Id } = await (await runner.run({ operation: 'ContainerCreate', body })).json()
  await runner.run({ operation: 'ContainerStart', path: { id: Id } })
  return { path: { id: Id } }
}

async function execCat(runner: Runner): Promise<{ path: { id: string } }> {
  const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
  const { Id } = await (await runner.run({ operation: 'ContainerExec', path: { id: 'web' }, body })).json()
  return { path: { id: Id } }
}

// What the kit has to know of an engine with the one container `web`, running.
const engine = {
  known: { container: 'web', image: 'busybox' },
  none: ['plugin'] as const,
  samples: {
    ContainerAttach: { prepare: runCat, sends: line, hears: framed },
    ExecStart: { prepare: execCat, sends: line, hears: framed },
    SystemEvents: { meanwhile: (runner: Runner) => runner.run({ operation: 'ContainerKill', path: { id: 'web' } }) },
  },
}

const common = { describe, it, after, print: () => undefined, ...engine }

conformance({ ...common, title: 'the simulator', backend: simulator, supports: simulated })

// What the simulator answers is held above; in short, forward is the sample of what hands on.
conformance({
  ...common,
  describe: (title, body) => describeLong(undefined, title, body),
  title: 'debug, in front of the simulator',
  backend: { name: 'debug', install: createDebug(() => undefined), options: { v: true } },
  supports: [],
  catchAll: 'passes on',
  alone: 'answers',
  behind: [simulator],
  reaches: simulated,
})

conformance({
  ...common,
  title: 'forward, to a simulated engine',
  backend: async (onClose) => {
    const daemon = await startDaemon({ backends: [simulator] })
    onClose(() => daemon.close())
    return { name: 'forward', install: forward, options: { address: daemon.address } }
  },
  supports: [],
  catchAll: 'answers',
  reaches: simulated,
})

// What the engines of a pool do not answer it does not either, and it says itself, with the reason, what cannot be done across
// engines. The kit looks at the rest.
const nodeOperations: readonly OperationName[] = ['NodeList', 'NodeInspect', 'NodeUpdate']
const pooled = [...simulated, ...nodeOperations].filter((operation) => ways[operation].way !== 'refused')
const installPool = (engine: EngineHandle, options: { readonly child: readonly string[] }) =>
  aggregate(
    {
      ...engine,
      register: (name, handler) => {
        if (pooled.includes(name as OperationName)) engine.register(name, handler)
      },
    },
    options,
  )

/** Makes a network on the node of the container `web`, and connects that where it is told to. */
async function networkOf(runner: Runner, connects: boolean): Promise<Call<'NetworkConnect'>> {
  const { Id } = await (await runner.run({ operation: 'NetworkCreate', body: { Name: `a/${randomUUID()}` } })).json()
  const call = { path: { id: Id }, body: { Container: 'web' } }
  if (connects) await runner.run({ operation: 'NetworkConnect', ...call })
  return call
}

/** An update of the node `a`, of the version that it has. */
async function pausedNode(runner: Runner): Promise<Call<'NodeUpdate'>> {
  const path = { id: 'a' }
  const { Version } = await (await runner.run({ operation: 'NodeInspect', path })).json()
  return { path, query: { version: Version?.Index ?? 0 }, body: { Role: 'worker', Availability: 'pause' } }
}

const poolSamples = {
  ...engine.samples,
  NodeInspect: { path: { id: 'a' } },
  NodeUpdate: { prepare: pausedNode },
  NetworkConnect: { prepare: (runner: Runner) => networkOf(runner, false) },
  NetworkDisconnect: { prepare: (runner: Runner) => networkOf(runner, true) },
} as const

const folder = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

// In short, the pool of one is the sample.
for (const children of [['web'], ['web', '', '']])
  conformance({
    ...common,
    ...(children.length > 1 && { describe: (title, body) => describeLong(undefined, title, body) }),
    samples: poolSamples,
    title: `aggregate, of ${children.length} simulated`,
    backend: {
      name: 'aggregate',
      install: installPool,
      options: { child: children.map((containers, index) => `${'abc'[index]}=${folder} ${containers}`) },
    },
    supports: pooled,
  })
