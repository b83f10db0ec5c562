import { fileURLToPath } from 'node:url'
import { printed, versionText, type Tour } from './tour.js'

const script = fileURLToPath(new URL('../../../test/fixtures/tours/docker-py.py', import.meta.url))
// The system's own before one that somebody has put on the path.
const interpreter = ['/usr/bin/python3', 'python3'].find((one) => versionOf(one) !== undefined)

function versionOf(python: string): string | undefined {
  return versionText(python, '-c', 'import docker; print(docker.__version__)')
}

/** docker-py (Debian's `python3-docker`). */
export const dockerPy: Tour = {
  title: 'docker-py',
  missing: () => (interpreter === undefined ? 'python3-docker not installed' : undefined),
  ordered: true,
  version: () => versionOf(interpreter!)!,
  go: (env) => printed(interpreter!, [script], { ...env, PYTHONDONTWRITEBYTECODE: '1' }),
}
