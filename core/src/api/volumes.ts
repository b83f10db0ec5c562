import type {
  Volume,
  VolumeCreateRequest,
  VolumeListResponse,
  VolumePruneResponse,
  VolumeUpdateRequest,
} from './models/volume.js'
import { json, none, type Rows } from './row.js'

/** The operations on volumes. */
export const volumes = {
  VolumeList: {
    method: 'GET',
    path: '/volumes',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.21',
    pace: 'finite',
  },
  VolumeCreate: {
    method: 'POST',
    path: '/volumes/create',
    body: 'json',
    answers: json(201),
    query: {},
    since: '1.21',
    pace: 'finite',
  },
  VolumeInspect: {
    method: 'GET',
    path: '/volumes/{name}',
    body: 'none',
    answers: json(200),
    query: {},
    since: '1.21',
    pace: 'finite',
  },
  VolumeUpdate: {
    method: 'PUT',
    path: '/volumes/{name}',
    body: 'json',
    answers: none(200),
    query: { version: 'integer' },
    since: '1.42',
    pace: 'finite',
    swarm: true,
  },
  VolumeDelete: {
    method: 'DELETE',
    path: '/volumes/{name}',
    body: 'none',
    answers: none(204),
    query: { force: 'boolean' },
    since: '1.21',
    pace: 'finite',
  },
  VolumePrune: {
    method: 'POST',
    path: '/volumes/prune',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.25',
    pace: 'finite',
  },
} as const satisfies Rows

/** What the operations on volumes take and answer. */
export interface VolumePayloads {
  VolumeList: { body: undefined; answer: VolumeListResponse }
  VolumeCreate: { body: VolumeCreateRequest; answer: Volume }
  VolumeInspect: { body: undefined; answer: Volume }
  VolumeUpdate: { body: VolumeUpdateRequest; answer: undefined }
  VolumeDelete: { body: undefined; answer: undefined }
  VolumePrune: { body: undefined; answer: VolumePruneResponse }
}
