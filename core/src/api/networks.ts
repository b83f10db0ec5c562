import type {
  NetworkConnectRequest,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkDisconnectRequest,
  NetworkInspect,
  NetworkPruneResponse,
  NetworkSummary,
} from './models/network.js'
import { json, none, type Rows } from './row.js'

/** The operations on networks. */
export const networks = {
  NetworkList: {
    method: 'GET',
    path: '/networks',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.21',
    pace: 'finite',
  },
  NetworkInspect: {
    method: 'GET',
    path: '/networks/{id}',
    body: 'none',
    answers: json(200),
    query: { verbose: 'boolean', scope: 'string' },
    since: '1.21',
    pace: 'finite',
  },
  NetworkDelete: {
    method: 'DELETE',
    path: '/networks/{id}',
    body: 'none',
    answers: none(204),
    query: { force: 'boolean' },
    since: '1.21',
    pace: 'finite',
  },
  NetworkCreate: {
    method: 'POST',
    path: '/networks/create',
    body: 'json',
    answers: json(201),
    query: {},
    since: '1.21',
    pace: 'finite',
  },
  NetworkConnect: {
    method: 'POST',
    path: '/networks/{id}/connect',
    body: 'json',
    answers: none(200),
    query: {},
    since: '1.21',
    pace: 'finite',
  },
  NetworkDisconnect: {
    method: 'POST',
    path: '/networks/{id}/disconnect',
    body: 'json',
    answers: none(200),
    query: {},
    since: '1.21',
    pace: 'finite',
  },
  NetworkPrune: {
    method: 'POST',
    path: '/networks/prune',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.25',
    pace: 'finite',
  },
} as const satisfies Rows

/** What the operations on networks take and answer. */
export interface NetworkPayloads {
  NetworkList: { body: undefined; answer: NetworkSummary[] }
  NetworkInspect: { body: undefined; answer: NetworkInspect }
  NetworkDelete: { body: undefined; answer: undefined }
  NetworkCreate: { body: NetworkCreateRequest; answer: NetworkCreateResponse }
  NetworkConnect: { body: NetworkConnectRequest; answer: undefined }
  NetworkDisconnect: { body: NetworkDisconnectRequest; answer: undefined }
  NetworkPrune: { body: undefined; answer: NetworkPruneResponse }
}
