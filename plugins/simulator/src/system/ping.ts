import type { HeadersInit, ReplyInit } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { State } from '../state.js'

// What clients negotiate by, besides what every answer has (moby `server/router/system`).
const always: HeadersInit = [
  ['Cache-Control', 'no-cache, no-store, must-revalidate'],
  ['Content-Type', 'text/plain; charset=utf-8'],
  ['Pragma', 'no-cache'],
]

// Engines have these since API 1.42; a builder of version 1 is the classic one.
const recent: HeadersInit = [...always, ['Builder-Version', '1'], ['Swarm', 'inactive']]

/** Answers `SystemPing`. */
export const ping = (state: State): ReplyInit => ({ ...pingHead(state), body: 'OK' })

/** Answers `SystemPingHead`: the headers alone. */
export const pingHead = ({ settings }: State): ReplyInit => ({
  status: 200,
  headers: isOlder(settings.api.max, '1.42') ? always : recent,
})
