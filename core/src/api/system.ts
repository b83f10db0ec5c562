import type { AuthConfig, AuthResponse } from './models/auth.js'
import type { SystemDataUsageResponse } from './models/disk-usage.js'
import type { EventMessage } from './models/event.js'
import type { SystemInfo, SystemVersion } from './models/system.js'
import { bytes, json, messages, none, type Rows } from './row.js'

/** The operations on the engine itself. */
export const system = {
  SystemAuth: {
    method: 'POST',
    path: '/auth',
    body: 'json',
    answers: json(200, 204),
    query: {},
    since: '1.0',
    pace: 'finite',
    job: 'auth',
  },
  SystemInfo: {
    method: 'GET',
    path: '/info',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.0',
    pace: 'finite',
    job: 'info',
  },
  SystemVersion: {
    method: 'GET',
    path: '/version',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.0',
    pace: 'finite',
    job: 'version',
  },
  SystemPing: {
    method: 'GET',
    path: '/_ping',
    body: 'none',
    answers: bytes('text/plain; charset=utf-8'),
    query: {},
    since: '1.0',
    pace: 'finite',
  },
  SystemPingHead: {
    method: 'HEAD',
    path: '/_ping',
    body: 'none',
    answers: none(200),
    query: {},
    since: '1.40',
    pace: 'finite',
  },
  SystemEvents: {
    method: 'GET',
    path: '/events',
    body: 'none',
    answers: messages(200),
    query: { since: 'string', until: 'string', filters: 'filters' },
    since: '1.3',
    pace: 'streaming',
    job: 'events',
  },
  SystemDataUsage: {
    method: 'GET',
    path: '/system/df',
    body: 'none',
    answers: json(200),
    query: { type: 'list', verbose: 'boolean' },
    since: '1.25',
    pace: 'finite',
  },
} as const satisfies Rows

/** What the operations on the engine itself take and answer. */
export interface SystemPayloads {
  SystemAuth: { body: AuthConfig; answer: AuthResponse }
  SystemInfo: { body: undefined; answer: SystemInfo }
  SystemVersion: { body: undefined; answer: SystemVersion }
  SystemPing: { body: undefined; answer: undefined }
  SystemPingHead: { body: undefined; answer: undefined }
  SystemEvents: { body: undefined; answer: EventMessage }
  SystemDataUsage: { body: undefined; answer: SystemDataUsageResponse }
}
