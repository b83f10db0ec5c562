import type { Config, ConfigCreateResponse, ConfigSpec } from './models/config.js'
import { json, none, type Rows } from './row.js'

/** The operations on configs of the swarm. */
export const configs = {
  ConfigList: {
    method: 'GET',
    path: '/configs',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.30',
    pace: 'finite',
    swarm: true,
  },
  ConfigCreate: {
    method: 'POST',
    path: '/configs/create',
    body: 'json',
    answers: json(201),
    query: {},
    since: '1.30',
    pace: 'finite',
    swarm: true,
  },
  ConfigInspect: {
    method: 'GET',
    path: '/configs/{id}',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.30',
    pace: 'finite',
    swarm: true,
  },
  ConfigDelete: {
    method: 'DELETE',
    path: '/configs/{id}',
    body: 'none',
    answers: none(204),
    query: {},
    since: '1.30',
    pace: 'finite',
    swarm: true,
  },
  ConfigUpdate: {
    method: 'POST',
    path: '/configs/{id}/update',
    body: 'json',
    answers: none(200),
    query: { version: 'integer' },
    since: '1.30',
    pace: 'finite',
    swarm: true,
  },
} as const satisfies Rows

/** What the operations on configs of the swarm take and answer. */
export interface ConfigPayloads {
  ConfigList: { body: undefined; answer: Config[] }
  ConfigCreate: { body: ConfigSpec; answer: ConfigCreateResponse }
  ConfigInspect: { body: undefined; answer: Config }
  ConfigDelete: { body: undefined; answer: undefined }
  ConfigUpdate: { body: ConfigSpec; answer: undefined }
}
