import { createDebug } from 'libswarm-backend-debug'
import { install as forward } from 'libswarm-backend-forward'
import { install as simulate } from 'libswarm-backend-simulator'
import type { OperationName, Runner } from 'libswarm-core'
import { conformance, startDaemon } from 'libswarm-core/testing'

const simulator = { name: 'simulator', install: simulate, options: { name: ['web'] }, simulated: true }

const stopped = async (runner: Runner) => void (await runner.run({ operation: 'ContainerStop', path: { id: 'web' } }))
const killed = (runner: Runner) => runner.run({ operation: 'ContainerKill', path: { id: 'web' } })

// What the simulator answers, itself or behind another.
const simulated: readonly OperationName[] = [
  'ContainerList',
  'ContainerCreate',
  'ContainerInspect',
  'ContainerStart',
  'ContainerStop',
  'ContainerKill',
  'ContainerRename',
  'ContainerWait',
  'ContainerDelete',
  'SystemInfo',
  'SystemVersion',
  'SystemPing',
  'SystemPingHead',
  'SystemEvents',
  'SystemDataUsage',
]

// What the kit has to know of an engine with the one container `web`, running.
const engine = {
  known: { container: 'web' },
  samples: {
    ContainerStart: { prepare: stopped },
    ContainerDelete: { query: { force: true } },
    ContainerWait: { meanwhile: killed },
    SystemEvents: { meanwhile: killed },
  },
}

const common = { describe, it, after, print: () => undefined, ...engine }

conformance({ ...common, title: 'the simulator', backend: simulator, supports: simulated })

conformance({
  ...common,
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
