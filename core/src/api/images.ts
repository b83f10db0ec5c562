import type {
  AttestationStatement,
  ImageDeleteResponseItem,
  ImageHistoryResponseItem,
  ImageInspect,
  ImagePruneResponse,
  ImageSearchResponseItem,
  ImageSummary,
} from './models/image.js'
import type { JSONMessage } from './models/message.js'
import { bytes, json, messages, none, type Rows } from './row.js'

/** The operations on images. */
export const images = {
  ImageList: {
    method: 'GET',
    path: '/images/json',
    body: 'none',
    answers: json(200),
    query: {
      all: 'boolean',
      filters: 'filters',
      filter: 'string',
      'shared-size': 'boolean',
      digests: 'boolean',
      manifests: 'boolean',
      identity: 'boolean',
    },
    since: '1.0',
    pace: 'finite',
    job: 'images',
  },
  ImageCreate: {
    method: 'POST',
    path: '/images/create',
    body: 'stream',
    answers: messages(200),
    query: {
      fromImage: 'string',
      fromSrc: 'string',
      repo: 'string',
      tag: 'string',
      message: 'string',
      changes: 'list',
      platform: 'string',
    },
    since: '1.0',
    pace: 'streaming',
    job: 'pull',
  },
  ImageInspect: {
    method: 'GET',
    path: '/images/{name}/json',
    body: 'none',
    answers: json(200),
    query: { manifests: 'boolean', platform: 'string' },
    since: '1.0',
    pace: 'finite',
    job: 'image_inspect',
  },
  ImageAttestations: {
    method: 'GET',
    path: '/images/{name}/attestations',
    body: 'none',
    answers: json(200),
    query: { platform: 'list', type: 'list', statement: 'boolean' },
    since: '1.55',
    pace: 'finite',
  },
  ImageHistory: {
    method: 'GET',
    path: '/images/{name}/history',
    body: 'none',
    answers: json(200),
    query: { platform: 'string' },
    since: '1.0',
    pace: 'finite',
    job: 'history',
  },
  ImagePush: {
    method: 'POST',
    path: '/images/{name}/push',
    body: 'none',
    answers: messages(200),
    query: { tag: 'string', platform: 'string' },
    since: '1.0',
    pace: 'streaming',
    job: 'push',
  },
  ImageTag: {
    method: 'POST',
    path: '/images/{name}/tag',
    body: 'none',
    answers: none(201),
    query: { repo: 'string', tag: 'string', force: 'boolean' },
    since: '1.0',
    pace: 'finite',
    job: 'tag',
  },
  ImageDelete: {
    method: 'DELETE',
    path: '/images/{name}',
    body: 'none',
    answers: json(200),
    query: { force: 'boolean', noprune: 'boolean', platforms: 'list' },
    since: '1.0',
    pace: 'finite',
    job: 'image_delete',
  },
  ImageSearch: {
    method: 'GET',
    path: '/images/search',
    body: 'none',
    answers: json(200),
    query: { term: 'string', limit: 'integer', filters: 'filters' },
    since: '1.0',
    pace: 'finite',
    job: 'search',
  },
  ImagePrune: {
    method: 'POST',
    path: '/images/prune',
    body: 'none',
    answers: json(200),
    query: { filters: 'filters' },
    since: '1.25',
    pace: 'finite',
  },
  ImageGet: {
    method: 'GET',
    path: '/images/{name}/get',
    body: 'none',
    answers: bytes('application/x-tar'),
    query: { platform: 'list' },
    since: '1.7',
    pace: 'streaming',
    job: 'image_export',
  },
  ImageGetAll: {
    method: 'GET',
    path: '/images/get',
    body: 'none',
    answers: bytes('application/x-tar'),
    query: { names: 'list', platform: 'list' },
    since: '1.15',
    pace: 'streaming',
  },
  ImageLoad: {
    method: 'POST',
    path: '/images/load',
    body: 'stream',
    answers: messages(200),
    query: { quiet: 'boolean', platform: 'list' },
    since: '1.7',
    pace: 'streaming',
    job: 'load',
  },
} as const satisfies Rows

/** What the operations on images take and answer. */
export interface ImagePayloads {
  ImageList: { body: undefined; answer: ImageSummary[] }
  ImageCreate: { body: undefined; answer: JSONMessage }
  ImageInspect: { body: undefined; answer: ImageInspect }
  ImageAttestations: { body: undefined; answer: AttestationStatement[] }
  ImageHistory: { body: undefined; answer: ImageHistoryResponseItem[] }
  ImagePush: { body: undefined; answer: JSONMessage }
  ImageTag: { body: undefined; answer: undefined }
  ImageDelete: { body: undefined; answer: ImageDeleteResponseItem[] }
  ImageSearch: { body: undefined; answer: ImageSearchResponseItem[] }
  ImagePrune: { body: undefined; answer: ImagePruneResponse }
  ImageGet: { body: undefined; answer: undefined }
  ImageGetAll: { body: undefined; answer: undefined }
  ImageLoad: { body: undefined; answer: JSONMessage }
}
