import type {
  Swarm,
  SwarmInitRequest,
  SwarmJoinRequest,
  SwarmSpec,
  SwarmUnlockRequest,
  UnlockKeyResponse,
} from './models/swarm.js'
import { json, none, type Rows } from './row.js'

/** The operations on the swarm itself. */
export const swarm = {
  SwarmInspect: {
    method: 'GET',
    path: '/swarm',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  SwarmInit: {
    method: 'POST',
    path: '/swarm/init',
    body: 'json',
    answers: json(200),
    query: {},
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  SwarmJoin: {
    method: 'POST',
    path: '/swarm/join',
    body: 'json',
    answers: none(200),
    query: {},
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  SwarmLeave: {
    method: 'POST',
    path: '/swarm/leave',
    body: 'none',
    answers: none(200),
    query: { force: 'boolean' },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  SwarmUpdate: {
    method: 'POST',
    path: '/swarm/update',
    body: 'json',
    answers: none(200),
    query: {
      version: 'integer',
      rotateWorkerToken: 'boolean',
      rotateManagerToken: 'boolean',
      rotateManagerUnlockKey: 'boolean',
    },
    since: '1.24',
    pace: 'finite',
    swarm: true,
  },
  SwarmUnlockkey: {
    method: 'GET',
    path: '/swarm/unlockkey',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.25',
    pace: 'finite',
    swarm: true,
  },
  SwarmUnlock: {
    method: 'POST',
    path: '/swarm/unlock',
    body: 'json',
    answers: none(200),
    query: {},
    since: '1.25',
    pace: 'finite',
    swarm: true,
  },
} as const satisfies Rows

/** What the operations on the swarm itself take and answer. */
export interface SwarmPayloads {
  SwarmInspect: { body: undefined; answer: Swarm }
  SwarmInit: { body: SwarmInitRequest; answer: string }
  SwarmJoin: { body: SwarmJoinRequest; answer: undefined }
  SwarmLeave: { body: undefined; answer: undefined }
  SwarmUpdate: { body: SwarmSpec; answer: undefined }
  SwarmUnlockkey: { body: undefined; answer: UnlockKeyResponse }
  SwarmUnlock: { body: SwarmUnlockRequest; answer: undefined }
}
