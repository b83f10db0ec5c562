import { install } from 'libswarm-backend-simulator'
import { createDebug } from 'libswarm-backend-debug'
import type { Runner } from 'libswarm-core'
import { conformance } from 'libswarm-core/testing'

const stopped = async (runner: Runner) => void (await runner.run({ operation: 'ContainerStop', path: { id: 'web' } }))

conformance({
  describe,
  it,
  after,
  title: 'debug, in front of the simulator',
  backend: { name: 'debug', install: createDebug(() => undefined), options: { v: true } },
  supports: [],
  catchAll: 'passes on',
  alone: 'answers',
  behind: [{ name: 'simulator', install, options: { name: ['web'] }, simulated: true }],
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
