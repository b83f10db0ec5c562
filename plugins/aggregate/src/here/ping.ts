import type { HeaderList, ReplyInit } from 'libswarm-core'
import type { Pool } from '../nodes/pool.js'
import { rangeOf } from './versions.js'

/** Answers `SystemPing` and `SystemPingHead`, also while no engine answers: it is the endpoint that is asked. */
export function ping(pool: Pool, withBody: boolean): ReplyInit {
  const headers: HeaderList = [
    ['Api-Version', rangeOf(pool).max],
    ['Builder-Version', '1'],
    ['Cache-Control', 'no-cache, no-store, must-revalidate'],
    ['Docker-Experimental', 'false'],
    ['Ostype', pool.healthy()[0]?.info.OSType ?? 'linux'],
    ['Pragma', 'no-cache'],
    ['Content-Type', 'text/plain; charset=utf-8'],
  ]
  return { status: 200, headers, ...(withBody ? { body: 'OK' } : {}) }
}
