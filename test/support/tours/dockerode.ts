import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { printed, type Tour } from './tour.js'

const script = fileURLToPath(new URL('../../../test/fixtures/tours/dockerode.js', import.meta.url))

/** dockerode. */
export const dockerode: Tour = {
  title: 'dockerode',
  missing: () => undefined,
  ordered: true,
  version: () => (createRequire(import.meta.url)('dockerode/package.json') as { version: string }).version,
  go: (env) => printed(process.execPath, [script], env),
}
