import type { HeadersInit, ReplyInit } from 'libswarm-core'
import { apiVersions } from '../api-version.js'
import { machine } from './machine.js'

// What clients negotiate by (moby `server/router/system`); a builder of version 1 is the classic one.
const headers: HeadersInit = [
  ['Api-Version', apiVersions.max],
  ['Builder-Version', '1'],
  ['Cache-Control', 'no-cache, no-store, must-revalidate'],
  ['Content-Type', 'text/plain; charset=utf-8'],
  ['Docker-Experimental', 'false'],
  ['Ostype', machine.os],
  ['Pragma', 'no-cache'],
  ['Server', `Docker/${machine.engine.version} (${machine.os})`],
  ['Swarm', 'inactive'],
]

/** Answers `SystemPing`. */
export const ping = (): ReplyInit => ({ status: 200, headers, body: 'OK' })

/** Answers `SystemPingHead`: the headers alone. */
export const pingHead = (): ReplyInit => ({ status: 200, headers })
