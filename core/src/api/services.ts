import type { Service, ServiceCreateResponse, ServiceSpec, ServiceUpdateResponse } from './models/service.js'
import { bytes, json, none, type Rows } from './row.js'

/** The operations on services of the swarm. */
export const services = {
  ServiceList: {
    method: 'GET',
    path: '/services',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters', status: 'boolean' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  ServiceCreate: {
    method: 'POST',
    path: '/services/create',
    body: 'json',
    answers: json(201),
    query: {},
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  ServiceInspect: {
    method: 'GET',
    path: '/services/{id}',
    body: 'none',
    answers: json(200),
    query: { insertDefaults: 'boolean' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  ServiceDelete: {
    method: 'DELETE',
    path: '/services/{id}',
    body: 'none',
    answers: none(200),
    query: {},
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  ServiceUpdate: {
    method: 'POST',
    path: '/services/{id}/update',
    body: 'json',
    answers: json(200),
    query: { version: 'integer', registryAuthFrom: 'string', rollback: 'string' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  ServiceLogs: {
    method: 'GET',
    path: '/services/{id}/logs',
    body: 'none',
    answers: bytes('application/vnd.docker.raw-stream'),
    query: {
      details: 'boolean',
      follow: 'boolean',
      stdout: 'boolean',
      stderr: 'boolean',
      since: 'string',
      timestamps: 'boolean',
      tail: 'string',
    },
    since: '1.25',
    pace: 'streaming',
    swarm: true,
  },
} as const satisfies Rows

/** What the operations on services of the swarm take and answer. */
export interface ServicePayloads {
  ServiceList: { body: undefined; answer: Service[] }
  ServiceCreate: { body: ServiceSpec; answer: ServiceCreateResponse }
  ServiceInspect: { body: undefined; answer: Service }
  ServiceDelete: { body: undefined; answer: undefined }
  ServiceUpdate: { body: ServiceSpec; answer: ServiceUpdateResponse }
  ServiceLogs: { body: undefined; answer: undefined }
}
