import { releaseOf } from '../releases.js'
import type { ApiRange } from '../api-version.js'

/** What is the same of all machines that are simulated. */
export const machine = {
  platform: 'libswarm simulator',
  os: 'linux',
  arch: 'amd64',
  kernel: '6.1.0-simulated',
  root: '/var/lib/docker',
  storage: 'overlay2',
  /** What the parts of the engine were built from, and with. */
  build: { commit: 'simulated', go: 'go1.24.5', time: '2025-07-25T00:00:00.000000000+00:00' },
} as const

/** The release of Docker Engine that is simulated: the one whose newest API version is that of the range. */
export const engineVersion = ({ max }: ApiRange): string => releaseOf(max) ?? max
