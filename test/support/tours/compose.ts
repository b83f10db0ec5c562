import { fileURLToPath } from 'node:url'
import { findProgram, run } from '../processes.js'
import { versionText, type Tour } from './tour.js'

const folder = fileURLToPath(new URL('../../../test/fixtures/tours/compose/', import.meta.url))

const commands = [
  'up -d',
  'ps',
  'ps -q db',
  'up -d',
  'exec -T web echo inside',
  'stop',
  'ps',
  'start',
  'restart -t 0 web',
  'rm -s -f web',
  'ps',
  'down --volumes',
  'ps',
]

/** docker-compose 1 (Debian's `docker-compose`). */
export const compose: Tour = {
  title: 'docker-compose',
  missing: () => {
    if (findProgram('docker-compose') === undefined) return 'docker-compose not installed'
    return /\b1\.\d+/.test(compose.version()) ? undefined : `docker-compose is ${compose.version()}, not 1`
  },
  // It works on services at once.
  ordered: false,
  version: () => versionText('docker-compose', 'version', '--short') ?? '',
  go: async (env) => {
    const said: string[] = []
    for (const command of commands) {
      const args = ['--project-name', 'tour', '--no-ansi', ...command.split(' ')]
      const { code, stdout, stderr } = await run(findProgram('docker-compose')!, args, { env, cwd: folder })
      said.push(`docker-compose ${command}: ${code}`, ...linesOf(stdout), ...linesOf(stderr).toSorted())
    }
    return said
  },
}

// It tells of each service as it goes, on standard error.
const linesOf = (bytes: Buffer): readonly string[] =>
  bytes
    .toString()
    .split('\n')
    .filter((text) => text.trim() !== '' && !text.startsWith('--no-ansi'))
