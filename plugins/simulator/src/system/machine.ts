import { digest } from '../digest.js'

/** The machine and the engine that are simulated: the same wherever it runs. */
export const machine = {
  name: 'simulator',
  id: digest('libswarm simulator').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
  platform: 'libswarm simulator',
  os: 'linux',
  arch: 'amd64',
  kernel: '6.1.0-simulated',
  cpus: 4,
  /** Bytes. */
  memory: 8 * 1024 ** 3,
  root: '/var/lib/docker',
  storage: 'overlay2',
  /** The release of Docker Engine that brought the newest API version here. */
  engine: { version: '28.3.3', commit: 'simulated', go: 'go1.24.5', buildTime: '2025-07-25T00:00:00.000000000+00:00' },
} as const
