import { install } from 'libswarm-backend-forward'
import { install as simulate } from 'libswarm-backend-simulator'
import type { Runner } from 'libswarm-core'
import { conformance, startDaemon } from 'libswarm-core/testing'

const stopped = async (runner: Runner) => void (await runner.run({ operation: 'ContainerStop', path: { id: 'web' } }))

conformance({
  describe,
  it,
  after,
  title: 'forward, to a simulated engine',
  backend: async (onClose) => {
    const simulator = { name: 'simulator', install: simulate, options: { name: ['web'] }, simulated: true }
    const engine = await startDaemon({ backends: [simulator] })
    onClose(() => engine.close())
    return { name: 'forward', install, options: { address: engine.address } }
  },
  supports: [],
  catchAll: 'answers',
  reaches: [
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
  ],
  known: { container: 'web' },
  samples: {
    ContainerStart: { prepare: stopped },
    ContainerDelete: { query: { force: true } },
    ContainerWait: { meanwhile: (runner) => runner.run({ operation: 'ContainerKill', path: { id: 'web' } }) },
    SystemEvents: { meanwhile: (runner) => runner.run({ operation: 'ContainerKill', path: { id: 'web' } }) },
  },
  print: () => undefined,
})
