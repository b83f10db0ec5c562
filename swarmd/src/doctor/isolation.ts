import { access, constants } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Check, Finding } from './finding.js'

const needs = [
  { path: '/bin/sh', mode: constants.X_OK, why: 'it starts their processes' },
  { path: tmpdir(), mode: constants.W_OK | constants.X_OK, why: 'it has the sockets of their streams (TMPDIR)' },
]

/** Whether backends can have processes of their own. */
export const isolation: Check = {
  what: 'isolation',
  async look({ config: { settings } }) {
    if (settings.isolate.value === 'none') {
      return [{ status: 'warning', what: 'isolation', sentence: 'none: a backend that fails may end swarmd' }]
    }
    const missing = await Promise.all(
      needs.map(({ path, mode, why }) =>
        access(path, mode).then(
          (): readonly Finding[] => [],
          (): readonly Finding[] => [
            { status: 'error', what: 'isolation', sentence: `${path} is not there or may not be used: ${why}` },
          ],
        ),
      ),
    )
    const found = missing.flat()
    if (found.length > 0) return found
    return [{ status: 'ok', what: 'isolation', sentence: 'backends can have processes of their own' }]
  },
}
