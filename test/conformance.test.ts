import { createDebug } from 'libswarm-backend-debug'
import { install as forward } from 'libswarm-backend-forward'
import { install as simulate } from 'libswarm-backend-simulator'
import { compose, operations, type Runner } from 'libswarm-core'
import { conformance, startDaemon } from 'libswarm-core/testing'
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
