import type { Secret, SecretCreateResponse, SecretSpec } from './models/secret.js'
import { json, none, type Rows } from './row.js'

/** The operations on secrets of the swarm. */
export const secrets = {
  SecretList: {
    method: 'GET',
    path: '/secrets',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.25',
    pace: 'finite',
    swarm: true,
  },
  SecretCreate: {
    method: 'POST',
    path: '/secrets/create',
    body: 'json',
    answers: json(201),
    query: {},
    since: '1.25',
    pace: 'finite',
    swarm: true,
  },
  SecretInspect: {
    method: 'GET',
    path: '/secrets/{id}',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.25',
    pace: 'finite',
    swarm: true,
  },
  SecretDelete: {
    method: 'DELETE',
    path: '/secrets/{id}',
    body: 'none',
    answers: none(204),
    query: {},
    since: '1.25',
    pace: 'finite',
    swarm: true,
  },
  SecretUpdate: {
    method: 'POST',
    path: '/secrets/{id}/update',
    body: 'json',
    answers: none(200),
    query: { version: 'integer' },
    since: '1.25',
    pace: 'finite',
    swarm: true,
  },
} as const satisfies Rows

/** What the operations on secrets of the swarm take and answer. */
export interface SecretPayloads {
  SecretList: { body: undefined; answer: Secret[] }
  SecretCreate: { body: SecretSpec; answer: SecretCreateResponse }
  SecretInspect: { body: undefined; answer: Secret }
  SecretDelete: { body: undefined; answer: undefined }
  SecretUpdate: { body: SecretSpec; answer: undefined }
}
