import { unsafeOptions } from '../environment.js'
import type { Check } from './finding.js'

/** Node.js: its version, which is checked before anything is loaded, and the options it was started with. */
export const node: Check = {
  what: 'node',
  async look() {
    const unsafe = unsafeOptions(process.env['NODE_OPTIONS'] ?? '', process.execArgv)
    const ignored = process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
    return [
      { status: 'ok', what: 'node', sentence: `Node.js ${process.versions.node}; swarmd needs 20.19 or newer` },
      unsafe === undefined
        ? { status: 'ok', what: 'node options', sentence: 'nothing in NODE_OPTIONS is unsafe' }
        : { status: 'error', what: 'node options', sentence: unsafe },
      ...(ignored
        ? [
            {
              status: 'warning' as const,
              what: 'environment',
              sentence: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: certificates are always verified',
            },
          ]
        : []),
    ]
  },
}
