import type { Node, NodeSpec } from './models/node.js'
import { json, none, type Rows } from './row.js'

/** The operations on nodes of the swarm. */
export const nodes = {
  NodeList: {
    method: 'GET',
    path: '/nodes',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  NodeInspect: {
    method: 'GET',
    path: '/nodes/{id}',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  NodeDelete: {
    method: 'DELETE',
    path: '/nodes/{id}',
    body: 'none',
    answers: none(200),
    query: { force: 'boolean' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  NodeUpdate: {
    method: 'POST',
    path: '/nodes/{id}/update',
    body: 'json',
    answers: none(200),
    query: { version: 'integer' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
} as const satisfies Rows

/** What the operations on nodes of the swarm take and answer. */
export interface NodePayloads {
  NodeList: { body: undefined; answer: Node[] }
  NodeInspect: { body: undefined; answer: Node }
  NodeDelete: { body: undefined; answer: undefined }
  NodeUpdate: { body: NodeSpec; answer: undefined }
}
