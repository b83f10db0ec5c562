import type { Runner } from 'libswarm-core'
import { conformance } from 'libswarm-core/testing'
import { install } from 'libswarm-backend-simulator'

const stopped = async (runner: Runner) => void (await runner.run({ operation: 'ContainerStop', path: { id: 'web' } }))

conformance({
  describe,
  it,
  after,
  title: 'the simulator',
  backend: { name: 'simulator', install, options: { name: ['web'] } },
  supports: [
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
